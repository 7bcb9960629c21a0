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

/** An operator's word on a delivery. */
export type DeliveryOrder = { subscriber: string; by: string; reason: string };

/** A delivery as the workflow sees it while its payment is open. */
export type OpenDelivery = {
  subscriber: string;
  status: 'pending' | 'parked' | 'delivered' | 'skipped';
  parkedReason?: string;
  settledAt?: string;
};

/** The part of a payment that is still open: the answer of the workflow's query `status`. */
export type OpenPayment = {
  payNo: string;
  state: PaymentState | null;
  heldReason: string | null;
  results: { resultId: string; result: ResultKind; deliveries: OpenDelivery[] }[];
  notMatched: (NotMatched & { resultId: string })[];
};

/** What a payment's process waits for: the search attribute `PaymentState`. */
export type PaymentState = 'processing' | 'parked' | 'held' | 'done';
