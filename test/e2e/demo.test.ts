import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { newCheckout, processesOf } from '../support/checkout.ts';
import { untilInTime } from '../support/demo.ts';
import { type Command, startCommand } from '../support/processes.ts';
import { quietEnvironment } from '../support/quiet-environment.ts';
import { findTemporalCli } from '../support/temporal-cli.ts';

const checkout = newCheckout();
const started: Command[] = [];

async function startDemo(): Promise<Command> {
  const demo = startCommand(['demo.js'], { ...quietEnvironment(), TEMPORAL_CLI_PATH: await findTemporalCli() }, checkout);
  started.push(demo);
  return demo;
}

afterAll(async () => {
  for (const demo of started) await demo.end();
  rmSync(checkout, { recursive: true });
});

function expectNothingLeft(): void {
  expect(processesOf(checkout)).toEqual([]);
  expect(readdirSync(join(checkout, '.paynotify'))).toEqual([]);
}

test('the demo shows a failing attempt, its retry, the enrolment and the workflow, twice in a row, and leaves nothing behind', async () => {
  for (let run = 1; run <= 2; run++) {
    const { code, output, err } = await untilInTime(async () => {
      const demo = await startDemo();
      return { code: await demo.exited, output: demo.out(), err: demo.err() };
    });
    expect(code).toBe(0);
    expect(err).toBe('');
    expect(output).toMatch(
      new RegExp(
        [
          'answered 200 "success"',
          'bookkeeping +attempt 1 failed: the ledger is being backed up; the next at',
          'bookkeeping +attempt 3: delivered',
          'learning.course_tables has 1 row of this payment',
          'status +open',
          'one workflow, payment/\\w+',
        ].join('.*'),
        's',
      ),
    );
    expectNothingLeft();
  }
});

test('the demo stopped in the middle leaves nothing behind', async () => {
  const demo = await startDemo();
  await demo.says('Alipay says that it is paid');
  expect(processesOf(checkout).length).toBeGreaterThan(5);
  demo.interrupt();
  await demo.exited;
  expectNothingLeft();
});
