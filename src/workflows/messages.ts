import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { DeliveryOrder, OpenPayment, RedeliveryOrder } from '../domain/delivery.ts';
import type { HeldDecision } from '../domain/held.ts';
import type { OpenOperatorEvent } from '../domain/operator-event.ts';
import type { PaymentFact } from '../domain/payment-fact.ts';

/** A provider told us something of this payment. */
export const paymentFact = defineSignal<[PaymentFact]>('paymentFact');

/** Try a parked delivery again, or one that waits between two attempts without waiting. */
export const retryDelivery = defineSignal<[DeliveryOrder]>('retryDelivery');

/** Do not tell this subscriber, whatever its delivery was doing. */
export const skipDelivery = defineSignal<[DeliveryOrder]>('skipDelivery');

/** Deliver once more what was delivered, with the same idempotency key. */
export const redeliver = defineSignal<[RedeliveryOrder]>('redeliver');

/** A subscriber was changed, paused or resumed, or has more to hear of this payment: Postgres has how it is now. */
export const subscriberChanged = defineSignal<[{ subscriber: string }]>('subscriberChanged');

/** Whether a worker polls a task queue in which a delivery may wait: the run cannot see that. */
export const taskQueueSeen = defineSignal<[{ taskQueue: string; isPolled: boolean }]>('taskQueueSeen');

/** A person's word on a held payment; answers what became of it, and is refused where nothing is held. */
export const decideHeld = defineUpdate<OpenPayment, [HeldDecision]>('decideHeld');

/** What is still open, for a person who asks. */
export const status = defineQuery<OpenPayment>('status');

/** As `status`, of an event for operators. */
export const eventStatus = defineQuery<OpenOperatorEvent>('status');
