import { defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import type { FloorActivities } from '../processes/floor-worker.ts';

const { nothing } = proxyActivities<FloorActivities>({ startToCloseTimeout: '1 minute' });

const told = defineSignal('told');

/** What Temporal itself takes for so many activities. */
export async function floor(payNo: string, subscribers: string[]): Promise<void> {
  setHandler(told, () => undefined);
  await Promise.all(subscribers.map((subscriber) => nothing(subscriber, payNo)));
}
