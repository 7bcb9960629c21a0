import type { Queryable } from '../db/pool.ts';
import type { PaymentResultMessage } from '../domain/payment-result.ts';
import type { Subscriber } from '../domain/subscription.ts';

/** What a subscriber does when it is told a result. It may be told twice: same `idempotencyKey`, same effect. */
type OnPaymentResult = (message: PaymentResultMessage) => Promise<void>;

/** A subscriber whose code lives in this repository: how it is registered, and what its worker runs. */
export type ListedSubscriber = Subscriber & { createActivity: (db: Queryable) => OnPaymentResult };
