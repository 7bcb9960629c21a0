import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { PermanentError } from '../../src/domain/errors.ts';
import { DEFAULT_RETRY } from '../../src/domain/subscription.ts';
import { eventually } from '../support/eventually.ts';
import type { Scene } from '../support/scene.ts';

const folder = fileURLToPath(new URL('./histories/', import.meta.url));
const projectFolder = fileURLToPath(new URL('../../', import.meta.url));

/** Keeps the history of a payment under the name of the test. */
export const write = (scene: Scene, payNo: string): Promise<void> => writeHistory(scene.handleOf(payNo));

/** Keeps the history of any workflow under the name of the test. */
export async function writeHistory(handle: Pick<WorkflowHandle, 'fetchHistory'>): Promise<void> {
  const name = expect.getState().currentTestName?.toLowerCase().replaceAll(' ', '-');
  const history = await handle.fetchHistory();
  // Stack traces name files of ours, but not where this machine keeps them.
  const json = historyToJSON(history).replaceAll(projectFolder, '');
  writeFileSync(`${folder}${name}.json`, `${JSON.stringify(JSON.parse(json), null, 2)}\n`);
}

export const hourly = { retry: { ...DEFAULT_RETRY, initialIntervalSeconds: 3600 } };

export const fails = (times: number, error: () => Error) => (_: unknown, attempt: number) => {
  if (attempt <= times) throw error();
};
export const serverError = () => new Error('HTTP 503');
export const refusal = () => new PermanentError('there is no such student');

export const isParked = (scene: Scene, payNo: string, name: string) =>
  eventually(async () => expect(await scene.delivery(payNo, name)).toMatchObject({ status: 'parked' }));

export const hasFailedOnce = (scene: Scene, payNo: string) =>
  eventually(async () => {
    const { raw } = await scene.handleOf(payNo).describe();
    expect(
      raw.pendingActivities?.some(({ lastFailure, nextAttemptScheduleTime }) => lastFailure && nextAttemptScheduleTime),
    ).toBe(true);
  });
