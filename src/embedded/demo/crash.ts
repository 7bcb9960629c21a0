import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, Client as TemporalClient } from '@temporalio/client';
import { Client } from 'pg';
import type { Stack } from '../stack.ts';
import type { Part } from '../stack-servers.ts';

const victim = 'learning-center worker';

/**
 * Locks the course table, so that the enrolment is held up in the middle, and answers what kills its worker there and
 * unlocks the table. It is the worst case that comes about: the row is written, and nobody lives who could tell Temporal.
 */
export async function prepareCrash(stack: Stack, parts: Part[]) {
  const database = new Client({ connectionString: stack.DATABASE_URL });
  database.on('error', () => undefined);
  parts.push({ stop: () => database.end() });
  await database.connect();
  await database.query('begin; lock table learning.course_tables in share mode');
  return async (workflowId: string, say: (line: string) => void): Promise<void> => {
    await enrolmentHasBegun(stack.TEMPORAL_ADDRESS, workflowId);
    const pid = stack.services.find(({ name }) => name === victim)?.pid() ?? 0;
    say(`course-enrollment  attempt 1 is in the middle of it: kill -9 for the ${victim} (process ${pid})`);
    process.kill(pid, 'SIGKILL');
    await database.query('rollback');
    say('course-enrollment  Temporal hears of no end of attempt 1, waits for its time limit of 10 s, and tries again');
  };
}

async function enrolmentHasBegun(address: string, workflowId: string): Promise<void> {
  const connection = await Connection.connect({ address });
  const handle = new TemporalClient({ connection }).workflow.getHandle(workflowId);
  for (let begun = false; !begun; await sleep(50)) {
    const { raw } = await handle.describe();
    const pending = raw.pendingActivities?.find(({ activityId }) => activityId?.startsWith('course-enrollment/'));
    begun = pending?.lastStartedTime != null;
  }
  await connection.close();
}
