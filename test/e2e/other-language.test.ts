import { join } from 'node:path';
import { type Child, startChild } from '../../src/embedded/child-process.ts';
import { projectFolder } from '../../src/embedded/data-folder.ts';
import { tiedToParent } from '../../src/embedded/tied-to-parent.ts';
import { eventually } from '../support/eventually.ts';
import { pythonWithTemporal } from '../support/python.ts';
import { quietEnvironment } from '../support/quiet-environment.ts';
import { useStack } from '../support/stack.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const booked: string[] = [];
let subscriber: Child | undefined;
afterAll(() => subscriber?.stop()); // before the stack that it works for, and the folder of its log
const shop = useStack();
const folder = temporaryFolder();

beforeAll(async () => {
  const python = await pythonWithTemporal();
  const { TEMPORAL_ADDRESS } = shop().where;
  subscriber = await startChild({
    command: [...tiedToParent('KILL'), python, join(projectFolder, 'test/e2e/python-subscriber.py')],
    env: { ...quietEnvironment(), TEMPORAL_ADDRESS, PYTHONDONTWRITEBYTECODE: '1' },
    logFile: join(folder, 'python-subscriber.log'),
    onLine: (line) => booked.push(line),
  });
  const request = { name: 'bookkeeping', kind: 'activity', taskQueue: 'bookkeeping' };
  expect(await shop().ask('POST', '/subscribers', request)).toMatchObject({ status: 201 });
});

test('a worker in Python, registered over HTTP, is told the result as the contract says', async () => {
  const payment = await shop().newPayment();
  await shop().payUntilTaken(payment);
  await eventually(async () =>
    expect(await shop().look(payment)).toMatchObject({
      results: [
        {
          resultId: 'paid',
          deliveries: [
            { subscriber: 'bookkeeping', status: 'delivered' },
            { subscriber: 'course-enrollment', status: 'delivered' },
          ],
        },
      ],
      workflow: { status: 'COMPLETED' },
    }),
  );
  await eventually(() =>
    expect(booked.map((line) => JSON.parse(line))).toEqual([
      {
        account: '4400 course fees',
        messageType: 'payresult_notify',
        idempotencyKey: `${payment.payNo}/paid/bookkeeping`,
        resultId: 'paid',
        result: 'paid',
        payNo: payment.payNo,
        orderId: payment.orderId,
        orderType: '60201',
        outBusinessId: payment.outBusinessId,
        userId: 'student-1',
        provider: 'alipay',
        transactionId: `20261123220014${payment.payNo}`,
        amount: { currency: 'CNY', amountMinor: 8880 },
        refundedMinor: 0,
        occurredAt: '2026-11-23T06:00:10.000Z',
      },
    ]),
  );
});

test('its PermanentError parks the delivery at once, and the learning center is not asked', async () => {
  const payment = await shop().newPayment('70001');
  await shop().payUntilTaken(payment);
  await eventually(async () =>
    expect(await shop().look(payment)).toMatchObject({
      results: [
        {
          deliveries: [
            { subscriber: 'bookkeeping', status: 'parked', attempts: 1, parkedReason: 'no account for order type 70001' },
          ],
        },
      ],
      notMatched: [{ subscriber: 'course-enrollment', reason: 'order type 70001 is not among 60201' }],
    }),
  );
  const query = `WorkflowId = 'payment/${payment.payNo}' and ParkedReasons = 'bookkeeping:PermanentError'`;
  await eventually(async () => expect((await shop().temporal.workflow.count(query)).count).toBe(1));
});
