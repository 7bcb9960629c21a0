import type { z } from 'zod';
import type { payment } from '../../api/schemas.ts';
import { formatMoney } from '../../domain/money.ts';
import { columns, oneLine } from './columns.ts';

export type Payment = z.infer<typeof payment>;
type Result = Payment['results'][number];
type Delivery = Result['deliveries'][number];
type Redelivery = NonNullable<Payment['redeliveries']>[number];

/** Where a payment stands: a sentence, then a line for each delivery, for each who is not told, and for its workflow. */
export function paymentInWords(found: Payment): string {
  const lines = [
    ...found.results.flatMap((result) => result.deliveries.map((delivery) => deliveryLine(found, result, delivery))),
    ...(found.redeliveries ?? []).map((one) => [`${one.subscriber}, ${one.resultId}`, redeliveryInWords(one)]),
    ...found.notMatched.map(({ subscriber, reason }) => [subscriber, `not told: ${reason}`]),
    ...(found.workflow
      ? [['workflow', [found.workflow.status.toLowerCase(), found.workflow.url].filter(Boolean).join(' ')]]
      : []),
  ];
  return [headline(found), ...columns(lines).map((line) => `  ${line}`)].join('\n');
}

function headline({ payNo, orderId, provider, status, amount, heldReason }: Payment): string {
  const what = [capitalized(status), amount && formatMoney(amount)].filter(Boolean).join(' ');
  const which = [payNo, provider && `by ${provider}`, orderId && `order ${orderId}`].filter(Boolean).join(', ');
  return `${what}${heldReason ? `: ${heldReason}` : ''} (${which})`;
}

/** The result is named only where there are several. */
const deliveryLine = ({ results }: Payment, { resultId }: Result, delivery: Delivery): string[] => [
  results.length > 1 ? `${delivery.subscriber}, ${resultId}` : delivery.subscriber,
  deliveryInWords(delivery),
];

export function deliveryInWords(delivery: Delivery): string {
  const { status, attempts, lastError, nextAttemptAt, deliveredAt, problem, skipped } = delivery;
  const last = lastError ? `; last error: ${oneLine(lastError)}` : '';
  if (status === 'delivered') return `delivered${deliveredAt ? ` ${deliveredAt}` : ''} (${tries(attempts)})`;
  // Of attempts that a pause or a cancel cut short Temporal keeps no count.
  const made = attempts === 0 ? '' : ` after ${tries(attempts)}`;
  if (status === 'parked') return `parked${made}: ${whyParked(delivery)}`;
  if (status === 'skipped') return skipped ? `skipped by ${skipped.by}: ${oneLine(skipped.reason)}` : 'skipped';
  if (status === 'retrying') return `retrying, ${tries(attempts)}, next ${nextAttemptAt ?? 'under way'}${last}`;
  if (status === 'pending') return problem === undefined ? 'waits for its worker' : `waits: ${problem}`;
  return 'unknown: Temporal does not say';
}

/** The kind of failure is what many are retried by: bulk --failure-type. */
const whyParked = ({ parkedReason = 'no reason given', failureType }: Delivery): string =>
  `${oneLine(parkedReason)}${failureType ? ` (failure type ${failureType})` : ''}`;

const redeliveryInWords = ({ status, parkedReason, by, reason }: Redelivery): string =>
  `once more, ${status}${parkedReason ? `: ${oneLine(parkedReason)}` : ''} (${by}: ${oneLine(reason)})`;

const tries = (attempts: number | null): string => (attempts === 1 ? '1 attempt' : `${attempts ?? '?'} attempts`);

const capitalized = (status: string): string => status.charAt(0).toUpperCase() + status.slice(1).replaceAll('_', ' ');
