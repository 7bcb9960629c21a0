import { NotificationRefused } from '../../domain/errors.ts';
import type { PaymentEvent, PaymentFact, Refund } from '../../domain/payment-fact.ts';
import { firstTime, required, requiredAmount } from './fields.ts';
import type { Parameter, Read } from './form.ts';

/** Alipay's word for a refund is the status it leaves the payment in: TRADE_SUCCESS a partial one, TRADE_CLOSED a full one. */
const EVENTS = new Map<string, { event: PaymentEvent; eventWithRefund: PaymentEvent }>([
  ['WAIT_BUYER_PAY', { event: 'pending', eventWithRefund: 'pending' }],
  ['TRADE_SUCCESS', { event: 'paid', eventWithRefund: 'partially_refunded' }],
  ['TRADE_FINISHED', { event: 'finished', eventWithRefund: 'finished' }],
  ['TRADE_CLOSED', { event: 'closed', eventWithRefund: 'refunded' }],
]);

/** Which time says when it happened, best first. `finished` may be the only word of the payment, so that its time counts. */
const TIMES = {
  pending: ['gmt_create', 'notify_time'],
  paid: ['gmt_payment', 'notify_time'],
  finished: ['gmt_payment', 'gmt_close', 'notify_time'],
  closed: ['gmt_close', 'notify_time'],
  partially_refunded: ['gmt_refund', 'notify_time'],
  refunded: ['gmt_refund', 'gmt_close', 'notify_time'],
} as const satisfies Record<PaymentEvent, Parameter[]>;

/**
 * What a notification says to the merchant with this app and seller id. The caller has verified that it is Alipay's.
 * The empty list when it concerns no payment: Alipay tells other things (`notify_type`) at the same address.
 * @throws NotificationRefused when it is meant for somebody else, or a parameter is missing or wrong; the reason names it.
 */
export function paymentFacts(read: Read, { appId, sellerId }: { appId: string; sellerId: string }): PaymentFact[] {
  if (read('app_id') !== appId) throw new NotificationRefused(400, 'app_id is not ours');
  const notifyType = read('notify_type') ?? 'trade_status_sync';
  if (notifyType !== 'trade_status_sync' || read('out_trade_no') === undefined) return [];
  if (read('seller_id') !== sellerId) throw new NotificationRefused(400, 'seller_id is not ours');
  return [paymentFact(read)];
}

function paymentFact(read: Read): PaymentFact {
  const events = EVENTS.get(required(read, 'trade_status'));
  if (!events) throw new NotificationRefused(400, 'trade_status is unknown');
  const amountMinor = requiredAmount(read, 'total_amount');
  const refund = refundOf(read, amountMinor);
  const event = refund ? events.eventWithRefund : events.event;
  return {
    provider: 'alipay',
    notificationId: required(read, 'notify_id'),
    event,
    payNo: required(read, 'out_trade_no'),
    transactionId: required(read, 'trade_no'),
    amount: { currency: 'CNY', amountMinor },
    refund,
    occurredAt: firstTime(read, TIMES[event]),
  };
}

/**
 * `refund_fee` is what was refunded in all so far. A plain payment may carry it as 0.00, so that its presence says nothing.
 * `out_biz_no` is the merchant's number of the refund; Alipay takes `out_trade_no` where the merchant gave none.
 */
function refundOf(read: Read, paidMinor: number): Refund | null {
  const given = read('refund_fee') !== undefined;
  const feeMinor = given ? requiredAmount(read, 'refund_fee') : 0;
  if (feeMinor === 0 && read('gmt_refund') === undefined) return null;
  const refundId = read('out_biz_no') ?? required(read, 'out_trade_no');
  // TRADE_CLOSED by a refund means that all of it is refunded, also where the figure is left out.
  if (read('trade_status') === 'TRADE_CLOSED') return { refundId, amountMinor: feeMinor || paidMinor, counts: 'cumulative' };
  return { refundId, amountMinor: requiredAmount(read, 'refund_fee'), counts: 'cumulative' };
}
