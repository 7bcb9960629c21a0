import { NotificationRefused } from '../../domain/errors.ts';
import type { PaymentEvent, PaymentFact } from '../../domain/payment-fact.ts';
import type { JsonObject } from '../json.ts';
import { requiredCurrency, requiredMinor, requiredText, requiredTime, textAt } from '../json-fields.ts';
import { decryptResource } from './resource.ts';

/** Who the merchant is, and the keys that WeChat Pay encrypts for it with. */
export type Merchant = { mchId: string; appId: string; apiV3Keys: string[] };

/** WeChat Pay notifies of SUCCESS alone. The rest is what its `trade_state` can be, as its query answers it. */
const TRADE_STATES = new Map<string, PaymentEvent>([
  ['SUCCESS', 'paid'],
  ['REFUND', 'paid'],
  ['NOTPAY', 'pending'],
  ['USERPAYING', 'pending'],
  ['ACCEPT', 'pending'],
  ['PAYERROR', 'pending'],
  ['CLOSED', 'closed'],
  ['REVOKED', 'closed'],
]);

/**
 * What a notification says to this merchant. The caller has verified that it is WeChat Pay's.
 * The empty list when it concerns no payment, or a refund that did not come about (closed, or ABNORMAL: the bank did not
 * take it and the merchant has to see to it in WeChat Pay's console).
 * @throws NotificationRefused when it is meant for somebody else, or a field is missing or wrong; the reason names it.
 */
export function paymentFacts(envelope: JsonObject, merchant: Merchant): PaymentFact[] {
  const eventType = requiredText(envelope, 'event_type');
  const isRefund = /^REFUND\.(SUCCESS|ABNORMAL|CLOSED)$/.test(eventType);
  if (!isRefund && eventType !== 'TRANSACTION.SUCCESS') return [];
  const resource = decryptResource(envelope, merchant.apiV3Keys);
  if (textAt(resource, 'mchid') !== merchant.mchId) throw new NotificationRefused(400, 'mchid is not ours');
  // A refund does not say which app the payment was made in.
  if (!isRefund && textAt(resource, 'appid') !== merchant.appId) throw new NotificationRefused(400, 'appid is not ours');
  if (textAt(resource, 'out_trade_no') === undefined) return [];
  if (isRefund && requiredText(resource, 'refund_status') !== 'SUCCESS') return [];
  return [isRefund ? refundFact(envelope, resource) : transactionFact(envelope, resource)];
}

/** What became of a transaction. @throws NotificationRefused where that is nothing known. */
export function eventOf(transaction: JsonObject): PaymentEvent {
  const event = TRADE_STATES.get(requiredText(transaction, 'trade_state'));
  if (!event) throw new NotificationRefused(400, 'trade_state is unknown');
  return event;
}

/** @param envelope has the notification's `id` and `create_time`. */
export function transactionFact(envelope: JsonObject, transaction: JsonObject): PaymentFact {
  const event = eventOf(transaction);
  return {
    ...paymentOf(envelope, transaction),
    event,
    refund: null,
    occurredAt: event === 'paid' ? requiredTime(transaction, 'success_time') : requiredTime(envelope, 'create_time'),
  };
}

/** `amount.refund` is this refund alone: the refunds of a payment add up by their `refund_id`. */
function refundFact(envelope: JsonObject, refund: JsonObject): PaymentFact {
  const payment = paymentOf(envelope, refund);
  const amountMinor = requiredMinor(refund, 'amount.refund');
  return {
    ...payment,
    event: amountMinor === payment.amount.amountMinor ? 'refunded' : 'partially_refunded',
    refund: { refundId: requiredText(refund, 'refund_id'), amountMinor, counts: 'each' },
    occurredAt: requiredTime(refund, 'success_time'),
  };
}

function paymentOf(envelope: JsonObject, resource: JsonObject): Omit<PaymentFact, 'event' | 'refund' | 'occurredAt'> {
  // A refund says no currency: a mainland merchant has one.
  const currency = textAt(resource, 'amount.currency') === undefined ? 'CNY' : requiredCurrency(resource, 'amount.currency');
  return {
    provider: 'wechatpay',
    notificationId: requiredText(envelope, 'id'),
    payNo: requiredText(resource, 'out_trade_no'),
    transactionId: requiredText(resource, 'transaction_id'),
    amount: { currency, amountMinor: requiredMinor(resource, 'amount.total') },
  };
}
