import { messageFor } from './payment-result.ts';
import type { Subscriber } from './subscription.ts';

const TEST = 'test';

/**
 * What a subscriber is told to try whether it can be told: all its numbers are `testNo`, which begins with `TEST-`, and nothing was
 * bought. A result of an order type that it takes, or an operator's event.
 */
export function testMessageFor({ name, events, orderTypes }: Subscriber, testNo: string): object {
  const occurredAt = new Date().toISOString();
  if (events === 'operator') {
    const idempotencyKey = `event/${testNo}/${name}`;
    const about = { payNo: null, subscriber: name, reason: 'somebody tries whether you can be told' };
    return { messageType: 'operator_event', eventId: testNo, event: TEST, ...about, occurredAt, idempotencyKey };
  }
  return messageFor(name, {
    messageType: 'payresult_notify',
    ...{ resultId: TEST, result: 'paid', payNo: testNo, orderId: testNo, orderType: orderTypes?.[0] ?? 'TEST' },
    ...{ outBusinessId: testNo, userId: testNo, provider: TEST, transactionId: testNo },
    ...{ amount: { currency: 'CNY', amountMinor: 1 }, refundedMinor: 0, occurredAt },
  });
}

/** Is this told only to try whether its subscriber can be told? Then nothing was bought. */
export const isTest = ({ resultId }: { resultId: string }): boolean => resultId === TEST;
