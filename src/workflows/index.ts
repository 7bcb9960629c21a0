export { backfill } from './backfill.ts';
export { batch } from './batch.ts';
export { operatorEvent } from './operator-event.ts';
export { paymentNotification } from './payment-notification.ts';
export { paymentWatch } from './payment-watch.ts';
export { reconcile } from './reconcile.ts';
export { subscriberGuard } from './subscriber-guard.ts';
export { subscriberTest } from './subscriber-test.ts';
