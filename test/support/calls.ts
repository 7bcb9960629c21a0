import { type Call, type Channel, DeliveryFailed, type Line } from '../../src/channels/channel.ts';
import { messageFor, type PaymentResult } from '../../src/domain/payment-result.ts';
import { newWebhookSecret } from '../../src/secrets/webhook-secret.ts';

export const result = (changes: Partial<PaymentResult> = {}): PaymentResult => ({
  ...{ messageType: 'payresult_notify', resultId: 'paid', result: 'paid', payNo: 'P1', orderId: 'O1', orderType: '60201' },
  ...{ outBusinessId: 'choose-1', userId: 'student-1', provider: 'alipay', transactionId: 'T1', refundedMinor: 0 },
  ...{ amount: { currency: 'CNY', amountMinor: 8880 }, occurredAt: '2026-11-23T06:00:00.000Z', ...changes },
});

export const SECRET = newWebhookSecret();

export const call = (url: string, changes: Partial<Call> = {}): Call => ({
  url,
  secrets: [SECRET],
  message: messageFor('bookkeeping', result()),
  timeoutMs: 5000,
  signal: new AbortController().signal,
  ...changes,
});

/** A line of the test file's own, closed after its last test. */
export function useLine(channel: Channel): Line {
  const line = channel.openLine();
  afterAll(() => line.close());
  return line;
}

/** How the attempt failed. */
export async function failureOf(delivered: Promise<void>): Promise<DeliveryFailed> {
  const error = await delivered.then(
    () => new Error('it was delivered'),
    (failure: unknown) => failure,
  );
  if (error instanceof DeliveryFailed) return error;
  throw error;
}
