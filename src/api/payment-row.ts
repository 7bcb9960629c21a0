import { z } from 'zod';
import type { PaymentSummary } from '../db/payment-summaries.ts';
import type { OpenRun } from '../temporal/payment-lists.ts';
import { shownStatus } from './payment-view.ts';
import { payment } from './schemas.ts';

export const paymentState = z.enum(['processing', 'parked', 'held', 'done']);

/** A payment in one row of a list. */
export const paymentRow = payment
  .pick({ payNo: true, orderId: true, provider: true, transactionId: true, status: true, amount: true, refundedMinor: true })
  .extend({
    orderType: z.string().nullable(),
    userId: z.string().nullable(),
    title: z.string().nullable(),
    state: z
      .enum([...paymentState.options, 'unknown'])
      .nullable()
      .describe('what it waits for; null: nobody has to be told anything; unknown: Temporal does not say'),
    parkedSubscribers: z.array(z.string()).describe('whose deliveries wait for a person; * for "and more"'),
    heldReason: z.string().optional(),
    createdAt: z.string().nullable(),
    updatedAt: z.string().nullable(),
    workflow: z.object({ id: z.string(), runId: z.string(), url: z.string().nullable() }).nullable().describe('its open run'),
  });

export type PaymentRow = z.infer<typeof paymentRow>;

/** A payment as Postgres has it, and its open run where there is one. */
export function viewRow(summary: PaymentSummary, run: OpenRun | undefined, workflow: PaymentRow['workflow']): PaymentRow {
  const { heldReason, isRejected, status, results: _, unsettled: __, ...known } = summary;
  return {
    ...known,
    status: shownStatus({ status, isHeld: heldReason !== null, isRejected }),
    state: stateOf(summary, run),
    parkedSubscribers: run?.parkedSubscribers ?? [],
    ...(heldReason !== null && { heldReason }),
    workflow,
  };
}

/** What is settled, and what is held, Postgres knows; of the rest its open run says where it stands. */
function stateOf({ heldReason, results, unsettled }: PaymentSummary, run: OpenRun | undefined): PaymentRow['state'] {
  if (heldReason !== null) return 'held';
  if (run?.state === 'parked') return 'parked'; // also what is delivered once more
  if (results > 0 && unsettled === 0) return 'done';
  if (run) return run.state ?? 'processing';
  return results > 0 ? 'unknown' : null;
}
