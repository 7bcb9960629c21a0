import type { Subscriber } from '../domain/subscription.ts';
import { PAYMENTS_TASK_QUEUE } from '../domain/temporal-names.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

/** Does somebody poll the queues that payments and their subscribers wait in? */
export async function examineWorkers(
  subscribers: Pick<Subscriber, 'name' | 'taskQueue' | 'kind'>[],
  countPollers: (taskQueue: string) => Promise<number>,
): Promise<Finding[]> {
  const others = subscribers.filter(({ taskQueue }) => taskQueue !== PAYMENTS_TASK_QUEUE);
  const unpolled: typeof others = [];
  for (const subscriber of others) if ((await countPollers(subscriber.taskQueue)) === 0) unpolled.push(subscriber);
  const payments = (await countPollers(PAYMENTS_TASK_QUEUE)) > 0;
  return [
    payments
      ? ok('payments worker', 'polls')
      : fail('payments worker', `nobody polls ${PAYMENTS_TASK_QUEUE}: no payment goes on`, startCommand(PAYMENTS_TASK_QUEUE)),
    ...unpolled.map(({ name, taskQueue, kind }) =>
      warn(`worker of ${name}`, `nobody polls ${taskQueue}: ${name} is told nothing`, todoOf(kind, taskQueue)),
    ),
    ...(unpolled.length === 0 ? [ok('workers of subscribers', `all of ${others.length} are polled for`)] : []),
  ];
}

const startCommand = (queue: string): string =>
  `start it: npm run start:worker -- --queue ${queue}, or the container ${queue}-worker`;

const todoOf = (kind: Subscriber['kind'], taskQueue: string): string =>
  kind === 'activity' ? `start its service, whose worker polls ${taskQueue}` : startCommand('deliver');
