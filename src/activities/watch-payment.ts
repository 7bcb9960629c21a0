import { log } from '@temporalio/activity';
import type { Database } from '../db/database.ts';
import type { RecordedFact } from '../db/payment-facts.ts';
import type { Order, PayRecord } from '../domain/order.ts';
import { timeLimitOf } from '../domain/order-time-limit.ts';
import { contentOf, type PaymentFact } from '../domain/payment-fact.ts';
import type { Provider } from '../providers/provider.ts';
import type { PaymentNotifications } from '../temporal/payment-notifications.ts';

/**
 * What a look at a payment found. `none`: there is no such pay record; `over`: it is not unpaid any more; `told`: its provider
 * said what became of it, or it was closed, and Temporal has that for good; `unpaid`: look again, but close it at `closeAt`.
 */
export type WatchAnswer = Gone | { outcome: 'told'; event: string } | Unpaid;

type Gone = { outcome: 'none' } | { outcome: 'over' };

/** `closeAt` is ISO 8601 in UTC; `said` is in words, for a person. */
type Unpaid = { outcome: 'unpaid'; closeAt: string; said: string };

export type WatchDependencies = {
  database: Database;
  providers: ReadonlyMap<string, Provider>;
  notifications: Pick<PaymentNotifications, 'notify'>;
  orderTimeoutMinutes: number;
};

/** `doubted`: its facts that a check holds, or a person has rejected. */
type Watched = { payRecord: PayRecord; order: Order; doubted: RecordedFact[] };

/**
 * Looks in Postgres first, and asks the provider only of what is still unpaid there. A provider that cannot be asked or does
 * not answer is part of the answer.
 * @throws Unavailable with Postgres or Temporal away.
 */
export const createAskProvider =
  (dependencies: WatchDependencies) =>
  async ({ payNo }: { payNo: string }): Promise<WatchAnswer> => {
    const watched = await look(dependencies, payNo);
    if ('outcome' in watched) return watched;
    const { facts, said } = await ask(dependencies, watched.payRecord);
    const { told } = await handOn(dependencies, watched, facts);
    return (
      told ?? { outcome: 'unpaid', closeAt: closingTime(watched.order, dependencies.orderTimeoutMinutes).toISOString(), said }
    );
  };

async function ask({ providers }: WatchDependencies, payRecord: PayRecord): Promise<{ facts: PaymentFact[]; said: string }> {
  const { payNo, provider } = payRecord;
  const inquiry = providers.get(provider)?.inquiry;
  if (!inquiry) return { facts: [], said: `${provider} cannot be asked` };
  try {
    return { facts: await inquiry.query(payRecord), said: `${provider} says that it is not paid yet` };
  } catch (error) {
    log.warn('provider.not_answered', { payNo, provider, reason: error instanceof Error ? error.message : String(error) });
    return { facts: [], said: `${provider} did not answer` };
  }
}

/**
 * Closes what is still unpaid: at the provider first, then it is asked once more, because it may have been paid in the last
 * second. Only when it says nothing of the sort is the payment closed here, in the way in which a webhook would say it.
 * @throws when it could not be closed at the provider, while a person has to decide what came in, and with Postgres or Temporal away.
 */
export const createClosePayment =
  (dependencies: WatchDependencies) =>
  async ({ payNo }: { payNo: string }): Promise<Exclude<WatchAnswer, Unpaid>> => {
    const watched = await look(dependencies, payNo);
    if ('outcome' in watched) return watched;
    const { payRecord, doubted } = watched;
    if (doubted.some(({ decision }) => !decision)) throw new Error('it is held: nothing is closed before a person has decided');
    const inquiry = dependencies.providers.get(payRecord.provider)?.inquiry;
    if (inquiry) {
      const refusal = await inquiry.close(payRecord).then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      const { told, isKnown } = await handOn(dependencies, watched, await inquiry.query(payRecord));
      if (told) return told;
      if (refusal && !isKnown) throw refusal.error; // neither paid nor closed: it can still be paid there
    }
    const closed = closedHere(payRecord);
    await dependencies.notifications.notify(closed);
    return { outcome: 'told', event: closed.event };
  };

async function look({ database }: WatchDependencies, payNo: string): Promise<Watched | Gone> {
  const payRecord = await database.findPayRecord(payNo);
  const order = payRecord && (await database.findOrder(payRecord.orderId));
  if (!payRecord || !order) return { outcome: 'none' };
  if (payRecord.status !== 'unpaid') return { outcome: 'over' };
  const facts = await database.listFacts(payNo);
  return { payRecord, order, doubted: facts.filter(({ held, decision }) => held && !decision?.approve) };
}

/** At once where the order needs no payment any more: nobody is to pay it twice. */
const closingTime = (order: Order, timeoutMinutes: number): Date =>
  order.status === 'unpaid' ? timeLimitOf(order, timeoutMinutes) : new Date(0);

/**
 * Hands on what is more than "not paid yet", the way a webhook's fact goes; `told` is undefined where there is nothing such. What
 * is held or rejected already is not news when the provider says it again (`isKnown`): it would only be held once more.
 */
async function handOn({ notifications }: WatchDependencies, { doubted }: Watched, facts: PaymentFact[]) {
  const said = facts.filter(({ event }) => event !== 'pending');
  const known = new Set(doubted.map(({ fact }) => contentOf(fact)));
  const news = said.filter((fact) => !known.has(contentOf(fact)));
  for (const fact of news) await notifications.notify(fact);
  const last = news.at(-1);
  return { told: last && { outcome: 'told' as const, event: last.event }, isKnown: news.length < said.length };
}

/** Said by us: at the provider there was nothing to close, or nobody to ask. Always the same of one payment. */
const closedHere = ({ provider, payNo, amount }: PayRecord): PaymentFact => ({
  provider,
  notificationId: `watch/${payNo}/closed`,
  event: 'closed',
  payNo,
  transactionId: '',
  amount,
  refund: null,
  occurredAt: new Date().toISOString(),
});
