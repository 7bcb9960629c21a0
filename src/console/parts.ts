import type { DeliveryAct } from '../api/acts/deliveries.ts';
import type { SubscriberActs } from '../api/acts/subscribers.ts';
import type { ApiToken } from '../api/authentication.ts';
import type { PaymentList } from '../api/payment-list.ts';
import type { PaymentLook } from '../api/payment-look.ts';
import type { KeptAttempt, Moment } from '../db/payment-moments.ts';
import type { DeliveryOrder, RedeliveryOrder } from '../domain/delivery.ts';
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
export type SubscriberSeen = Subscriber & { parked: number | null; problem: string | undefined };

/** What the console shows and does: the functions behind the API's own routes. They throw what those do. */
export type ConsoleParts = {
  apiTokens: ApiToken[];
  list: PaymentList;
  count: () => Promise<Counts>;
  see: (payNo: string) => Promise<PaymentSeen | undefined>;
  seeSubscribers: () => Promise<SubscriberSeen[]>;
  actOnDelivery: (act: DeliveryAct, payNo: string, order: DeliveryOrder) => Promise<void>;
  redeliver: (payNo: string, order: RedeliveryOrder) => Promise<void>;
  decide: (payNo: string, word: HeldDecision) => Promise<unknown>;
  subscriberActs: SubscriberActs;
};
