import type { ResultKind } from './payment-result.ts';
import type { NotMatched } from './subscription.ts';

/** A delivery that needs nothing more: the subscriber was told, or a person decided that it is not told. */
export type SettledDelivery = {
  resultId: string;
  subscriber: string;
  status: 'delivered' | 'skipped';
  /** ISO 8601 in UTC. */
  settledAt: string;
  /** Who skipped it, and why. */
  settledBy?: string;
  reason?: string;
};

/** How the tries of a delivery went; what the workflow itself cannot see of them. */
export type Attempts = { attempts: number; lastError: string | null };

/** An operator's word on the delivery that a subscriber's lane is at; `subscriber` may be `*`: of every lane. */
export type DeliveryOrder = { subscriber: string; by: string; reason: string; only?: OrderLimits };

/**
 * Which deliveries an order is meant for; all others are left as they are. `resultId`: those of this result. `parked`: parked ones. `pending`: those that are being
 * tried. `failureType`: parked ones with that type of failure. `from` and `until`, ISO 8601: those that parked, or began to be tried,
 * at `from` or later, and not after `until`, the frozen cut-off of a bulk order. How old the payment is does not matter.
 */
export type OrderLimits = {
  resultId?: string;
  parked?: true;
  pending?: true;
  failureType?: string;
  from?: string;
  until?: string;
};

/** An operator's word that a delivered result is delivered once more. */
export type RedeliveryOrder = { subscriber: string; resultId: string; by: string; reason: string };

/** The failure type of what is parked because its subscriber is paused: taken up again when it goes on. */
export const PAUSED = 'Paused';

/** The reason of what is parked because its subscriber is paused. */
export const pausedReason = (by: string): string => `paused by ${by}`;

/** A delivery as the workflow sees it while its payment is open. */
export type OpenDelivery = {
  subscriber: string;
  status: 'pending' | 'parked' | 'delivered' | 'skipped';
  parkedReason?: string;
  /** Of what is parked: the kind of its failure, by which many are retried at once. */
  failureType?: string;
  settledAt?: string;
  /** Why the try of a hosted subscriber failed that left no activity in the history. */
  localError?: string;
};

/** A delivered result that is being delivered once more. */
type OpenRedelivery = RedeliveryOrder & Pick<OpenDelivery, 'status' | 'parkedReason' | 'failureType'>;

/** The part of a payment that is still open: the answer of the workflow's query `status`. */
export type OpenPayment = {
  payNo: string;
  state: PaymentState | null;
  heldReason: string | null;
  results: { resultId: string; result: ResultKind; deliveries: OpenDelivery[] }[];
  redeliveries: OpenRedelivery[];
  notMatched: (NotMatched & { resultId: string })[];
};

/** What a payment's process waits for: the search attribute `PaymentState`. */
export type PaymentState = 'processing' | 'parked' | 'held' | 'done';
