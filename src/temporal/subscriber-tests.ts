import { type Client, isGrpcDeadlineError, isGrpcServiceError } from '@temporalio/client';
import { Unavailable } from '../domain/errors.ts';
import { type Subscriber, snapshot } from '../domain/subscription.ts';
import { PAYMENTS_TASK_QUEUE, SUBSCRIBER_TEST_WORKFLOW_TYPE, subscriberTestIdOf } from '../domain/temporal-names.ts';
import { testMessageFor } from '../domain/test-message.ts';
import type { SubscriberTestOutcome, subscriberTest } from '../workflows/subscriber-test.ts';
import type { Within } from './deadline.ts';

/** Somebody waits for the answer: an attempt that is allowed more is not waited for. */
const LONGEST_ATTEMPT_SECONDS = 10;
const LONGEST_WAIT_FOR_WORKER_SECONDS = 2;
const DEADLINE_MS = 15_000;

export const createSubscriberTests = (client: Client, within: Within) => ({
  /**
   * Tells a subscriber a test message, once, whatever its retry policy and whether it is paused.
   * @throws Unavailable where Temporal does not take it, or no payments worker is there to do it.
   */
  async testSubscriber(subscriber: Subscriber): Promise<SubscriberTestOutcome> {
    const testNo = `TEST-${crypto.randomUUID()}`;
    const timeoutSeconds = Math.min(subscriber.timeoutSeconds, LONGEST_ATTEMPT_SECONDS);
    const giveUpAfterSeconds = timeoutSeconds + LONGEST_WAIT_FOR_WORKER_SECONDS;
    const retry = { ...subscriber.retry, maximumAttempts: 1, giveUpAfterSeconds };
    const subscription = { ...snapshot(subscriber), retry, timeoutSeconds };
    const start = () =>
      client.workflow.start<typeof subscriberTest>(SUBSCRIBER_TEST_WORKFLOW_TYPE, {
        workflowId: subscriberTestIdOf(subscriber.name, testNo),
        taskQueue: PAYMENTS_TASK_QUEUE,
        args: [{ subscription, message: testMessageFor(subscriber, testNo) }],
        workflowExecutionTimeout: '1 minute',
        staticSummary: `test of ${subscriber.name}`,
      });
    const { workflowId } = await within(start);
    try {
      const result = () => client.workflow.getHandle<typeof subscriberTest>(workflowId).result();
      return await client.withDeadline(Date.now() + DEADLINE_MS, result);
    } catch (error) {
      if (isGrpcDeadlineError(error)) throw new Unavailable('The payments worker', error);
      if (isGrpcServiceError(error)) throw new Unavailable('Temporal', error);
      throw error;
    }
  },
});
