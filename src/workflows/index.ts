export { paymentNotification } from './payment-notification.ts';
export { paymentWatch } from './payment-watch.ts';
