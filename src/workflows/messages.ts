import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { DeliveryOrder, OpenPayment } from '../domain/delivery.ts';
import type { HeldDecision } from '../domain/held.ts';
import type { PaymentFact } from '../domain/payment-fact.ts';

/** A provider told us something of this payment. */
export const paymentFact = defineSignal<[PaymentFact]>('paymentFact');

/** Try a parked delivery again, or one that waits between two attempts without waiting. */
export const retryDelivery = defineSignal<[DeliveryOrder]>('retryDelivery');

/** Do not tell this subscriber, whatever its delivery was doing. */
export const skipDelivery = defineSignal<[DeliveryOrder]>('skipDelivery');

/** A person's word on a held payment; answers what became of it, and is refused where nothing is held. */
export const decideHeld = defineUpdate<OpenPayment, [HeldDecision]>('decideHeld');

/** What is still open, for a person who asks. */
export const status = defineQuery<OpenPayment>('status');
