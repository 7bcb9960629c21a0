import type { PaymentRow } from '../../api/payment-row.ts';
import { formatMoney } from '../../domain/money.ts';
import { columns, oneLine } from './columns.ts';

export type PaymentPage = { payments: PaymentRow[]; nextCursor: string | null };

/** A line for each payment: where it stands, and who waits. */
export function listInWords({ payments }: PaymentPage): string {
  if (payments.length === 0) return 'there is no such payment';
  const header = ['PAY NO', 'STATUS', 'STATE', 'AMOUNT', 'PROVIDER', 'USER', 'WHAT', 'SINCE', 'WAITS FOR A PERSON'];
  const rows = payments.map((row) => [
    ...[row.payNo, row.status, row.state ?? '', row.amount ? formatMoney(row.amount) : '', row.provider ?? ''],
    ...[row.userId ?? '', row.title ?? '', row.createdAt ?? '', row.heldReason ?? row.parkedSubscribers.join(', ')].map(oneLine),
  ]);
  return columns([header, ...rows]).join('\n');
}
