import { type Client, type WorkflowExecutionStatusName, WorkflowNotFoundError } from '@temporalio/client';
import { subscriberGuardIdOf, watchIdOf, workflowIdOf } from '../domain/temporal-names.ts';
import type { Within } from './deadline.ts';

/** `NONE`: Temporal has no run of it (any more). */
type Status = WorkflowExecutionStatusName | 'NONE';

/** One that a person cancelled is to stay so. */
const WATCH_IS_LOST: Status[] = ['NONE', 'TERMINATED', 'FAILED', 'TIMED_OUT'];

export type Watched = { payNo: string; provider: string };

const AT_ONCE = 50;

/** Which processes are gone, by what Temporal says of each at this moment: its lists come a moment late. */
export function createLostProcesses(client: Client, within: Within) {
  const statusOf = (workflowId: string): Promise<Status> =>
    within(async () => (await client.workflow.getHandle(workflowId).describe()).status.name).catch((error) => {
      if (error instanceof WorkflowNotFoundError) return 'NONE';
      throw error;
    });

  async function filter<Item>(items: Item[], isLost: (item: Item) => Promise<boolean>): Promise<Item[]> {
    const lost: Item[] = [];
    for (let from = 0; from < items.length; from += AT_ONCE) {
      const some = items.slice(from, from + AT_ONCE);
      const found = await Promise.all(some.map(isLost));
      lost.push(...some.filter((_, index) => found[index]));
    }
    return lost;
  }

  return {
    /** Those of these payments that have no open run. */
    lostPayments: (payNos: string[]) => filter(payNos, async (payNo) => (await statusOf(workflowIdOf(payNo))) !== 'RUNNING'),

    /** Those of these unpaid pay records that nobody watches, although nobody said so. `asked`: the providers that can be asked. */
    lostWatches: (payRecords: Watched[], asked: ReadonlySet<string>) =>
      filter(payRecords, async ({ payNo, provider }) => {
        const status = await statusOf(watchIdOf(payNo));
        if (status !== 'COMPLETED') return WATCH_IS_LOST.includes(status);
        // It has done its work, and Postgres does not have it: restored from before, or the payment's run was terminated. A provider that
        // cannot be asked could not say it again, and what it was paid for would be closed.
        return asked.has(provider) && (await statusOf(workflowIdOf(payNo))) !== 'RUNNING';
      }),

    /** Those of these subscribers, paused by their guard, whose guard does not run: nobody would resume them. */
    lostGuards: (subscribers: string[]) =>
      filter(subscribers, async (name) => (await statusOf(subscriberGuardIdOf(name))) !== 'RUNNING'),
  };
}
