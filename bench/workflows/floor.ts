import { defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import type { FloorActivities } from '../processes/floor-worker.ts';

const told = defineSignal('told');

export type FloorSubscriber = { name: string; taskQueue: string };

/** What Temporal itself takes for so many activities. */
export async function floor(payNo: string, subscribers: FloorSubscriber[]): Promise<void> {
  setHandler(told, () => undefined);
  await Promise.all(subscribers.map(({ name, taskQueue }) => on(taskQueue).nothing(name, payNo)));
}

const on = (taskQueue: string) => proxyActivities<FloorActivities>({ startToCloseTimeout: '1 minute', taskQueue });
