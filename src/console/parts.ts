import type { DeliveryAct, DeliveryWord } from '../api/acts/deliveries.ts';
import type { SubscriberActs } from '../api/acts/subscribers.ts';
import type { ApiToken } from '../api/authentication.ts';
import type { PaymentList } from '../api/payment-list.ts';
import type { PaymentLook } from '../api/payment-look.ts';
import type { KeptAttempt, Moment } from '../db/payment-moments.ts';
import type { RedeliveryOrder } from '../domain/delivery.ts';
import type { HeldDecision } from '../domain/held.ts';
import type { Order } from '../domain/order.ts';
import type { Subscriber } from '../domain/subscription.ts';
import type { PaymentHistory } from '../temporal/payment-histories.ts';

/** How many payments wait for what; null where only Temporal knows and does not say. Of those that are done nobody keeps count. */
export type Counts = { processing: number | null; parked: number | null; held: number | null };

/** All that is known of one payment. */
export type PaymentSeen = PaymentLook & {
  order: Order | undefined;
  /** Empty where Temporal is away or has it no more. */
  history: PaymentHistory;
  moments: Moment[];
  attempts: KeptAttempt[];
};

/** `parked`: about how many payments are parked for it, null where Temporal does not say. */
export type SubscriberSeen = Subscriber & { parked: number | null; problem: string | undefined; pause: PauseSeen | null };

/** Why it is paused, and since when; of what the guard has paused, when it is tried next (ISO 8601), and where the guard is seen. */
export type PauseSeen = { reason: string; at: string | null; nextProbeAt: string | null; url: string | null };

/** `isTemporalAway`: of each is known what Postgres has. */
export type SubscribersSeen = { subscribers: SubscriberSeen[]; isTemporalAway: boolean };

/** What the console shows and does: the functions behind the API's own routes. They throw what those do. */
export type ConsoleParts = {
  apiTokens: ApiToken[];
  list: PaymentList;
  count: () => Promise<Counts>;
  see: (payNo: string) => Promise<PaymentSeen | undefined>;
  seeSubscribers: () => Promise<SubscribersSeen>;
  /** How many payments are open. @throws Unavailable with Temporal away. */
  countOpen: () => Promise<number>;
  actOnDelivery: (act: DeliveryAct, payNo: string, word: DeliveryWord) => Promise<void>;
  redeliver: (payNo: string, order: RedeliveryOrder) => Promise<void>;
  decide: (payNo: string, word: HeldDecision) => Promise<unknown>;
  subscriberActs: SubscriberActs;
};
