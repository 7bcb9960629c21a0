import { createSign } from 'node:crypto';
import type { PaymentEvent } from '../../domain/payment-fact.ts';
import { simulatedRefund } from '../simulated-refund.ts';
import type { SimulatedRefund } from '../simulator.ts';
import { stableDigits } from '../stable-digits.ts';
import { beijing, yuan } from './notation.ts';

/** What a notification is to say. `refund.amountMinor` is the sum refunded so far; without one, a refund event is of all, or of half. */
export type AlipayStory = {
  event: PaymentEvent;
  payNo: string;
  amountMinor: number;
  appId: string;
  sellerId: string;
  refund?: SimulatedRefund;
  /** Sent at once; a repeat has another `notify_time`. */
  happenedAt?: Date;
};

const STATUSES = {
  pending: 'WAIT_BUYER_PAY',
  paid: 'TRADE_SUCCESS',
  finished: 'TRADE_FINISHED',
  closed: 'TRADE_CLOSED',
  partially_refunded: 'TRADE_SUCCESS',
  refunded: 'TRADE_CLOSED',
} satisfies Record<PaymentEvent, string>;

/**
 * The body that Alipay would send: form-encoded, signed with RSA2 over all parameters but the empty ones.
 * @param privateKeyPem stands for Alipay's own key. Never the merchant's.
 */
export function signAlipayNotification(params: Record<string, string>, privateKeyPem: string): string {
  const names = Object.keys(params).filter((name) => params[name] !== '' && name !== 'sign' && name !== 'sign_type');
  const signed = names.sort().map((name) => `${name}=${params[name]}`);
  const sign = createSign('RSA-SHA256').update(signed.join('&')).sign(privateKeyPem, 'base64');
  return new URLSearchParams({ ...params, sign_type: 'RSA2', sign }).toString();
}

/** The parameters of a realistic notification. The same story has the same `notify_id`, as a repeat by Alipay has. */
export function alipayNotification(story: AlipayStory): Record<string, string> {
  const { event, payNo, amountMinor, appId, sellerId, happenedAt = new Date() } = story;
  return {
    notify_time: beijing(happenedAt),
    notify_type: 'trade_status_sync',
    notify_id: stableDigits(34, [event, payNo, amountMinor, story.refund]),
    charset: 'utf-8',
    version: '1.0',
    app_id: appId,
    auth_app_id: appId,
    seller_id: sellerId,
    seller_email: 'school@example.com',
    trade_no: stableDigits(28, [payNo]),
    out_trade_no: payNo,
    trade_status: STATUSES[event],
    subject: 'A course & more',
    total_amount: yuan(amountMinor),
    gmt_create: beijing(happenedAt, -20),
    buyer_id: '2088000000000000',
    buyer_logon_id: 'stu***@example.com',
    ...(event === 'pending' || event === 'closed' ? {} : paidParameters(yuan(amountMinor), happenedAt)),
    ...(event === 'closed' || event === 'refunded' || event === 'finished' ? { gmt_close: beijing(happenedAt, -1) } : {}),
    ...refundParameters(story, happenedAt),
  };
}

function paidParameters(amount: string, happenedAt: Date): Record<string, string> {
  return {
    gmt_payment: beijing(happenedAt, -2),
    receipt_amount: amount,
    buyer_pay_amount: amount,
    invoice_amount: amount,
    point_amount: '0.00',
    fund_bill_list: JSON.stringify([{ amount, fundChannel: 'ALIPAYACCOUNT' }]),
  };
}

function refundParameters(story: AlipayStory, happenedAt: Date): Record<string, string> {
  const { event, amountMinor } = story;
  if (!story.refund && event !== 'refunded' && event !== 'partially_refunded') return {};
  const { refundId, amountMinor: refundedMinor } = simulatedRefund({ ...story, amount: { currency: 'CNY', amountMinor } });
  return { gmt_refund: `${beijing(happenedAt, -1)}.000`, out_biz_no: refundId, refund_fee: yuan(refundedMinor) };
}
