import { randomInt, sign } from 'node:crypto';

/** A merchant as Alipay knows it, and the private key that only Alipay has. */
export type Merchant = { appId: string; sellerId: string; privateKey: string };

/** As Alipay sends it, malformed as it is. */
const CONTENT_TYPE = 'application/x-www-form-urlencoded; text/html; charset=UTF-8';

// Nothing here is taken from src: it is what somebody who has read Alipay's documentation would write, so that a fault of
// our own notion of its signature does not show on both sides and go unseen.

/** What Alipay says when CNY 88.80 were paid. */
export const paidParameters = ({ appId, sellerId }: Merchant, payNo: string): Record<string, string> => ({
  gmt_create: '2026-11-23 14:00:00',
  charset: 'UTF-8',
  gmt_payment: '2026-11-23 14:00:10',
  notify_time: `2026-11-23 14:${randomInt(10, 60)}:${randomInt(10, 60)}`,
  subject: '高等数学 & more, 100% online',
  buyer_id: '2088102116773037',
  invoice_amount: '88.80',
  version: '1.0',
  notify_id: `2026112300222${payNo}`,
  fund_bill_list: '[{"amount":"88.80","fundChannel":"ALIPAYACCOUNT"}]',
  notify_type: 'trade_status_sync',
  out_trade_no: payNo,
  total_amount: '88.80',
  trade_status: 'TRADE_SUCCESS',
  trade_no: `20261123220014${payNo}`,
  auth_app_id: appId,
  receipt_amount: '88.80',
  point_amount: '0.00',
  app_id: appId,
  buyer_pay_amount: '88.80',
  seller_id: sellerId,
});

/** The form with its signature: over all parameters in the order of their names, not escaped. */
export function signed(parameters: Record<string, string>, privateKey: string, algorithm = 'RSA-SHA256'): string {
  const content = Object.entries(parameters)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const signature = sign(algorithm, Buffer.from(content), privateKey).toString('base64');
  const form = { ...parameters, sign_type: algorithm === 'RSA-SHA256' ? 'RSA2' : 'RSA', sign: signature };
  return Object.entries(form)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

/** A genuine notification that this payment was made; each call says it anew, as a repeat does. */
export const paidNotification = (merchant: Merchant, payNo: string, changes: Record<string, string> = {}): string =>
  signed({ ...paidParameters(merchant, payNo), ...changes }, merchant.privateKey);

/** Posts a notification; gives what the sender hears. */
export async function post(apiUrl: string, body: string): Promise<{ status: number; body: string }> {
  const response = await fetch(`${apiUrl}/webhooks/alipay`, { method: 'POST', headers: { 'content-type': CONTENT_TYPE }, body });
  return { status: response.status, body: await response.text() };
}
