import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { formatMoney } from '../../domain/money.ts';
import { workflowIdOf } from '../../domain/temporal-names.ts';
import { alipaySimulator } from '../../providers/alipay/simulator.ts';
import { readSettings } from '../settings.ts';
import type { Stack } from '../stack.ts';
import type { Part } from '../stack-servers.ts';
import { type ApiClient, createApiClient } from './api-client.ts';
import { subscribeBookkeeping } from './bookkeeping.ts';
import { prepareCrash } from './crash.ts';
import { enrolmentsOf } from './enrolments.ts';
import { followDeliveries } from './follow-deliveries.ts';

const amount = { currency: 'CNY', amountMinor: 8880 };
const order = {
  orderType: '60201',
  outBusinessId: `choose-course-${randomBytes(3).toString('hex')}`,
  userId: 'student-7',
  title: 'Distributed systems',
  amount,
};

export type Telling = {
  stack: Stack;
  dataFolder: string;
  crash: boolean;
  /** Is everything up afterwards? Only then is there an address to look at. */
  keep: boolean;
  say: (line: string) => void;
  /** Gets what has to be stopped in the end, however it ends; the last one first. */
  parts: Part[];
};

/**
 * One payment from the webhook to the course, told while it happens.
 * @throws when the student is not enrolled exactly once, or not everybody was told.
 */
export async function tellStory(telling: Telling): Promise<void> {
  const { stack, say, parts } = telling;
  const api = createApiClient(stack);
  say('\n2. A second service subscribes: one call to the API, and a worker on a task queue of its own.');
  parts.push(await subscribeBookkeeping(api, stack.TEMPORAL_ADDRESS));
  say('   bookkeeping: its first two attempts will fail on purpose');
  const payNo = await orderCourse(api, say);
  const crash = telling.crash ? await prepareCrash(stack, parts) : undefined;
  await notify(payNo, telling);
  say('\n5. Everybody is told: an activity for each subscriber, with its own retries; none waits for another.');
  const sayWhen = withSeconds(say);
  await crash?.(workflowIdOf(payNo), sayWhen);
  const { workflow } = await followDeliveries(api, payNo, sayWhen);
  await showEnrolment(payNo, telling);
  say(`\n7. All of that is one workflow, ${workflow?.id}.`);
  if (!telling.keep) return say('   npm run demo -- --keep leaves everything up, to look at it in the Web UI.');
  say(`   Web UI  ${workflow?.url ?? '(set TEMPORAL_UI_URL to have its address here)'}
   CLI     temporal workflow show --address ${stack.TEMPORAL_ADDRESS} --workflow-id ${workflow?.id}`);
}

async function orderCourse(api: ApiClient, say: (line: string) => void): Promise<string> {
  say('\n3. A student orders a course and goes to pay.');
  const { orderId } = await api.post('/orders', order, z.object({ orderId: z.string() }));
  say(`   order      ${orderId}: ${order.title}, ${formatMoney(amount)}`);
  const payRecord = z.object({ payNo: z.string(), status: z.string() });
  const { payNo, status } = await api.post(`/orders/${orderId}/pay-records`, { provider: 'alipay' }, payRecord);
  say(`   pay number ${payNo}: ${status}`);
  return payNo;
}

async function notify(payNo: string, { stack, dataFolder, say }: Telling): Promise<void> {
  say('\n4. Alipay says that it is paid: a signed notification to POST /webhooks/alipay.');
  const simulation = { event: 'paid' as const, payNo, amount, happenedAt: new Date(), set: {}, alter: {} };
  const { headers, body } = alipaySimulator.sign(simulation, readSettings(dataFolder));
  const sent = Date.now();
  const response = await fetch(`${stack.API_URL}/webhooks/alipay`, { method: 'POST', headers, body });
  const answer = await response.text();
  say(
    `   answered ${response.status} "${answer}" after ${Date.now() - sent} ms: Temporal has it now, and keeps at it until everybody is told`,
  );
  if (answer !== 'success') throw new Error('Alipay was not answered with success');
}

async function showEnrolment(payNo: string, { stack, say }: Telling): Promise<void> {
  say("\n6. What counts is the effect: the student's course, in the learning center's own table.");
  const rows = await enrolmentsOf(payNo, stack.DATABASE_URL);
  say(`   learning.course_tables has ${rows.length} row of this payment, whatever happened on the way:`);
  for (const row of rows) for (const [column, value] of Object.entries(row)) say(`     ${column.padEnd(16)} ${value}`);
  if (rows.length !== 1 || rows[0]?.status !== 'open') throw new Error('the student is not enrolled exactly once');
}

function withSeconds(say: (line: string) => void): (line: string) => void {
  const started = Date.now();
  return (line) => say(`   ${((Date.now() - started) / 1000).toFixed(1).padStart(4)} s  ${line}`);
}
