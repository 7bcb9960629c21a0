export { paymentNotification } from './payment-notification.ts';
