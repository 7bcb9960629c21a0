import type { JsonObject } from '../json.ts';
import { simulatedRefund } from '../simulated-refund.ts';
import type { Story } from '../simulator.ts';
import { stableDigits } from '../stable-digits.ts';

/** A notification with its `resource` in clear, as it is before WeChat Pay encrypts it. */
export type ClearNotification = JsonObject & { event_type: string; resource: JsonObject };

/** A realistic notification. The same story has the same `id`, as a repeat by WeChat Pay has. */
export function weChatPayNotification(story: Story, merchant: { mchId: string; appId: string }): ClearNotification {
  const { event, payNo, amount, refund, happenedAt } = story;
  const isRefund = event === 'refunded' || event === 'partially_refunded';
  return {
    id: stableDigits(32, [event, payNo, amount, refund]),
    create_time: rfc3339(happenedAt),
    resource_type: 'encrypt-resource',
    event_type: isRefund ? 'REFUND.SUCCESS' : 'TRANSACTION.SUCCESS',
    summary: isRefund ? '退款成功' : '支付成功',
    resource: isRefund ? refundOf(story, merchant.mchId) : transactionOf(story, merchant),
  };
}

/** A payment that was made, as notifications and answers say it. */
export function transactionOf(
  { payNo, amount, happenedAt }: Story,
  { mchId, appId }: { mchId: string; appId: string },
): JsonObject {
  return {
    mchid: mchId,
    appid: appId,
    out_trade_no: payNo,
    transaction_id: transactionId(payNo),
    trade_type: 'NATIVE',
    trade_state: 'SUCCESS',
    trade_state_desc: '支付成功',
    bank_type: 'OTHERS',
    attach: '',
    success_time: rfc3339(happenedAt),
    payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
    amount: {
      total: amount.amountMinor,
      payer_total: amount.amountMinor,
      currency: amount.currency,
      payer_currency: amount.currency,
    },
  };
}

function refundOf(story: Story, mchId: string): JsonObject {
  const { payNo, amount, happenedAt } = story;
  const { currency, amountMinor: total } = amount;
  const { refundId, amountMinor } = simulatedRefund(story);
  return {
    mchid: mchId,
    out_trade_no: payNo,
    transaction_id: transactionId(payNo),
    out_refund_no: `${payNo}-${refundId}`,
    refund_id: refundId,
    refund_status: 'SUCCESS',
    success_time: rfc3339(happenedAt),
    user_received_account: '招商银行信用卡0403',
    // A mainland merchant's refund does not say its currency.
    amount: {
      total,
      refund: amountMinor,
      payer_total: total,
      payer_refund: amountMinor,
      ...(currency !== 'CNY' && { currency }),
    },
  };
}

const transactionId = (payNo: string): string => `42000${stableDigits(23, [payNo])}`;

/** As WeChat Pay writes a moment: Beijing's time, and it says so. */
const rfc3339 = (at: Date): string => `${new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
