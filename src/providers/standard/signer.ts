import { Webhook } from 'standardwebhooks';
import type { JsonObject } from '../json.ts';
import { simulatedRefund } from '../simulated-refund.ts';
import type { SignedNotification, Story } from '../simulator.ts';
import { stableDigits } from '../stable-digits.ts';

/** A notification of this project's own types. */
export function standardNotification(story: Story): JsonObject {
  const { event, payNo, amount, happenedAt } = story;
  const isRefund = event === 'refunded' || event === 'partially_refunded';
  const { refundId, amountMinor } = simulatedRefund(story);
  return {
    type: `payment.${event}`,
    timestamp: happenedAt.toISOString(),
    data: {
      pay_no: payNo,
      transaction_id: `T${stableDigits(15, [payNo])}`,
      currency: amount.currency,
      amount_minor: amount.amountMinor,
      ...(isRefund ? { refund_id: refundId, refund_amount_minor: amountMinor } : {}),
    },
  };
}

/** The same story has the same id: it stays with a notification when it is sent again. */
export const standardId = ({ event, payNo, amount, refund }: Story): string =>
  `msg_${stableDigits(24, [event, payNo, amount, refund])}`;

/** Signed at this moment over whatever text. */
export function signStandardBody({ id, body }: { id: string; body: string }, secret: string, at: Date): SignedNotification {
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
  return { headers, body };
}
