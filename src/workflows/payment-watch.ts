import { proxyActivities, setCurrentDetails, sleep } from '@temporalio/workflow';
import type { PaymentActivities } from '../activities/index.ts';
import type { WatchAnswer } from '../activities/watch-payment.ts';
import { withoutEnd } from './without-end.ts';

export type PaymentWatchInput = { payNo: string };

/** `asked`: how often it was looked whether the payment is paid. */
export type PaymentWatchOutcome = { outcome: 'no pay record' | 'not unpaid any more' | `told: ${string}`; asked: number };

// A provider that is away is an answer; what fails is Postgres or Temporal, and retries leave nothing in the history.
const { askProvider } = proxyActivities<PaymentActivities>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1 minute' },
  summary: 'is it paid?',
});

// Here a provider that is away is a failure: an order must not be closed that can still be paid there.
const { closePayment } = proxyActivities<PaymentActivities>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '10 minutes' },
  summary: 'close it, at the provider first',
});

const FIRST_GAP_MS = 30_000;

/**
 * Each gap is half as long again as the one before, so that a webhook that never comes costs a buyer at most half again of
 * the time that has passed: asked after 0:30, 1:15, 2:22, 4:04, 6:36, 10:23, 16:05, 24:38. That is 9 times for an order of half
 * an hour and 27 for one of 30 days, at 11 events each: the history needs no end.
 */
const GROWTH = 1.5;

/**
 * Asks the provider of a payment what became of it, until it is paid or closed, and closes it at the time limit of its order.
 * What it learns goes the way of a webhook's fact, so that both arriving is one result. Begun before the pay record is made;
 * one that finds none ends. A cancel request ends it, and then nobody asks any more.
 */
export async function paymentWatch({ payNo }: PaymentWatchInput): Promise<PaymentWatchOutcome> {
  let asked = 0;
  let closeAtMs = Number.POSITIVE_INFINITY; // known from the first answer on
  let said = 'It was just begun';
  for (let gapMs = FIRST_GAP_MS; ; gapMs *= GROWTH) {
    await pause({ gapMs, closeAtMs, said: `Pay number ${payNo}. ${said}` });
    if (Date.now() >= closeAtMs) break;
    const answer = await withoutEnd(() => askProvider({ payNo }));
    asked++;
    if (answer.outcome !== 'unpaid') return outcomeOf(answer, asked);
    closeAtMs = Date.parse(answer.closeAt);
    said = `Asked ${asked} times; ${answer.said}`;
    if (Date.now() >= closeAtMs) break;
  }
  setCurrentDetails(`Pay number ${payNo}. Its time limit has passed: it is being closed, at its provider first.`);
  return outcomeOf(await withoutEnd(() => closePayment({ payNo })), asked);
}

async function pause({ gapMs, closeAtMs, said }: { gapMs: number; closeAtMs: number; said: string }): Promise<void> {
  const now = Date.now();
  const untilMs = Math.min(now + Math.round(gapMs), closeAtMs);
  const what = untilMs === closeAtMs ? 'closed' : 'asked';
  const limit = Number.isFinite(closeAtMs) ? ` Time limit: ${new Date(closeAtMs).toISOString()}.` : '';
  setCurrentDetails(`${said}. Next: ${what} at ${new Date(untilMs).toISOString()}.${limit}`);
  await sleep(Math.max(1, untilMs - now), { summary: `until it is ${what}` });
}

function outcomeOf(answer: Exclude<WatchAnswer, { outcome: 'unpaid' }>, asked: number): PaymentWatchOutcome {
  if (answer.outcome === 'none') return { outcome: 'no pay record', asked };
  if (answer.outcome === 'over') return { outcome: 'not unpaid any more', asked };
  return { outcome: `told: ${answer.event}`, asked };
}
