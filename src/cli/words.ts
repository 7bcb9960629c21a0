import type { z } from 'zod';
import type { payment } from '../api/schemas.ts';
import type { subscriber } from '../api/subscriber-schemas.ts';
import { formatMoney } from '../domain/money.ts';

export type Payment = z.infer<typeof payment>;
export type Subscriber = z.infer<typeof subscriber>;
type Result = Payment['results'][number];
type Delivery = Result['deliveries'][number];

/** Where a payment stands: a sentence, then a line for each delivery, for each who is not told, and for its workflow. */
export function paymentInWords(found: Payment): string {
  const lines = [
    ...found.results.flatMap((result) => result.deliveries.map((delivery) => deliveryLine(found, result, delivery))),
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

function deliveryInWords(delivery: Delivery): string {
  const { status, attempts, lastError, nextAttemptAt, deliveredAt, parkedReason, skipped } = delivery;
  const last = lastError ? `; last error: ${oneLine(lastError)}` : '';
  if (status === 'delivered') return `delivered${deliveredAt ? ` ${deliveredAt}` : ''} (${counted(attempts)})`;
  if (status === 'parked') return `parked after ${counted(attempts)}: ${oneLine(parkedReason ?? 'no reason given')}`;
  if (status === 'skipped') return skipped ? `skipped by ${skipped.by}: ${oneLine(skipped.reason)}` : 'skipped';
  if (status === 'retrying') return `retrying, ${counted(attempts)}, next ${nextAttemptAt ?? 'under way'}${last}`;
  return status === 'pending' ? 'waits for its worker' : 'unknown: Temporal does not say';
}

const counted = (attempts: number | null): string => (attempts === 1 ? '1 attempt' : `${attempts ?? '?'} attempts`);

const capitalized = (status: string): string => status.charAt(0).toUpperCase() + status.slice(1).replaceAll('_', ' ');

// A subscriber's error may be many lines, and may hold what a terminal takes for a command.
const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim();

/** A line each: who is told, of what, and where. */
export function subscribersInWords(all: Subscriber[]): string {
  if (all.length === 0) return 'nobody is told of anything';
  const header = ['NAME', 'KIND', 'STATUS', 'ORDER TYPES', 'RESULTS', 'WHERE'];
  const rows = all.map(({ name, kind, status, orderTypes, results, taskQueue, activity, url }) => [
    ...[name, kind, status, orderTypes?.join(', ') ?? 'all', results?.join(', ') ?? 'all'],
    url ?? [taskQueue, activity].filter((part) => part !== undefined).join(' '),
  ]);
  return columns([header, ...rows]).join('\n');
}

/** Each column as wide as its longest text. */
function columns(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
