import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { OpenDelivery, OpenPayment } from '../domain/delivery.ts';
import { NoWorker } from '../domain/errors.ts';
import { keywordList } from '../domain/keyword-list.ts';
import { formatMoney } from '../domain/money.ts';
import { type Delivery, isTriedLocally, type Told } from './delivery.ts';
import { stateOf } from './due.ts';
import type { Payment } from './payment.ts';

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);
const keywords = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD_LIST);

/** The search attributes as pairs; `null` and the empty list unset one. */
function searchAttributes(payment: Payment) {
  return [
    { key: keyword('PaymentState'), value: stateOf(payment) },
    { key: keyword('OrderType'), value: payment.bought?.orderType ?? null },
    { key: keyword('PaymentResult'), value: payment.results.at(-1)?.result ?? null },
    { key: keyword('OrderId'), value: payment.bought?.orderId ?? null },
    { key: keyword('Provider'), value: payment.provider },
    ...parkedAttributes(payment.deliveries),
  ];
}

/** Who is parked and why, as search attributes. */
export function parkedAttributes(deliveries: Delivery<Told>[]) {
  const parked = deliveries.filter(({ status }) => status === 'parked');
  const listed = (entries: string[]) => (entries.length === 0 ? null : keywordList(entries));
  return [
    { key: keywords('ParkedSubscribers'), value: listed(parked.map(({ subscription }) => subscription.name)) },
    {
      key: keywords('ParkedReasons'),
      value: listed(parked.map(({ subscription, failure }) => `${subscription.name}:${failure?.type.slice(0, 60)}`)),
    },
  ];
}

/** Shows the payment in Temporal's lists and on its page. The history gets an event only for what has changed. */
export function createPublisher(payment: Payment): () => void {
  const published = new Map<string, string>();
  return () => {
    setCurrentDetails(details(payment));
    if (payment.deliveries.some(isTriedLocally)) return; // it is over within this workflow task, or within two seconds
    const isNews = stateOf(payment) !== null || published.size > 0;
    const changed = searchAttributes(payment).filter(
      ({ key, value }) => (published.get(key.name) ?? 'null') !== JSON.stringify(value),
    );
    if (!isNews || changed.length === 0) return; // a duplicate's run sets none
    for (const { key, value } of changed) published.set(key.name, JSON.stringify(value));
    upsertSearchAttributes(changed);
  };
}

/** The answer of the query `status`. */
export const openPayment = (payment: Payment): OpenPayment => ({
  payNo: payment.payNo,
  state: stateOf(payment),
  heldReason: payment.heldReason,
  results: payment.results.map(({ resultId, result }) => ({
    resultId,
    result,
    deliveries: payment.deliveries.filter((one) => !one.again && one.result.resultId === resultId).map(openDelivery),
  })),
  redeliveries: payment.deliveries.flatMap((delivery) =>
    delivery.again && !delivery.settled
      ? { resultId: delivery.result.resultId, ...delivery.again, ...openDelivery(delivery) }
      : [],
  ),
  notMatched: payment.results.flatMap(({ resultId, notMatched }) => notMatched.map((entry) => ({ resultId, ...entry }))),
});

export const openDelivery = ({ subscription, status, failure, settled, localTry }: Delivery<Told>): OpenDelivery => ({
  subscriber: subscription.name,
  status,
  ...(failure && { parkedReason: failure.reason, failureType: failure.type }),
  ...(settled && { settledAt: settled.settledAt }),
  ...(localTry?.error && { localError: localTry.error }),
});

const MOST_LINES = 20;
const ORDER_OF_INTEREST = ['parked', 'pending', 'skipped', 'delivered'];

/** The payment in words, for the workflow's page in the Web UI: what was bought, and what is waited for. */
function details(payment: Payment): string {
  const lines = [...payment.deliveries]
    .sort((a, b) => ORDER_OF_INTEREST.indexOf(a.status) - ORDER_OF_INTEREST.indexOf(b.status))
    .map(
      (delivery) =>
        `- **${delivery.subscription.name}** (${delivery.result.result}): ${deliveryInWords(delivery, payment.unpolled)}`,
    );
  const more = lines.length > MOST_LINES ? [`- and ${lines.length - MOST_LINES} more`] : [];
  return [headline(payment), '', ...lines.slice(0, MOST_LINES), ...more, ...notMatchedInWords(payment)].join('\n').trim();
}

function headline({ bought, payNo, provider, heldReason, lookAgain, isDelayed, results }: Payment): string {
  const what = bought
    ? `**${bought.title}** (order ${bought.orderId}, type ${bought.orderType}), ${formatMoney(bought.amount)}`
    : `Pay number ${payNo}`;
  const by = provider ? ` by ${provider}` : '';
  if (heldReason) return `${what}${by}. **Held for a person:** ${heldReason}.`;
  if (isDelayed) return `${what}${by}. Waits for Postgres to record it; retried without end.`;
  if (lookAgain)
    return `${what}${by}. The pay number is not known yet; looked up again until ${new Date(lookAgain.until).toISOString()}.`;
  const last = results.at(-1)?.result;
  return `${what}${by}. ${last ? `Result: ${last}.` : 'Nobody has to be told anything.'}`;
}

export function deliveryInWords(
  { status, failure, settled, subscription: { taskQueue } }: Delivery<Told>,
  unpolled: Payment['unpolled'] = [],
): string {
  if (status === 'parked') return `parked, waits for retry or skip: ${failure?.reason}`;
  const seen = unpolled.find((one) => one.taskQueue === taskQueue);
  if (status === 'pending' && seen)
    return `${new NoWorker(taskQueue).message}, since ${new Date(seen.since).toISOString()} or before`;
  if (status === 'pending') return 'being told; its attempts are under Pending Activities';
  const by = settled?.settledBy ? ` by ${settled.settledBy}: ${settled.reason}` : '';
  return `${status} at ${settled?.settledAt}${by}`;
}

const notMatchedInWords = ({ results }: Payment): string[] =>
  results
    .flatMap(({ notMatched }) => notMatched.map(({ subscriber, reason }) => `- ${subscriber} is not told: ${reason}`))
    .slice(0, MOST_LINES);
