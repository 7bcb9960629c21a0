import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { claimDataFolder } from '../../src/embedded/data-folder.ts';
import { assertPortFree } from '../../src/embedded/ports.ts';
import { recordedProcess, startTimeOf } from '../../src/embedded/process-record.ts';
import { freePorts } from '../../src/embedded/stack-ports.ts';
import { newCheckout, processesOf } from '../support/checkout.ts';
import { eventually } from '../support/eventually.ts';
import { type Command, startCommand } from '../support/processes.ts';
import { quietEnvironment } from '../support/quiet-environment.ts';
import { createShop, type Payment, type Shop } from '../support/shop.ts';
import { findTemporalCli } from '../support/temporal-cli.ts';
import { expectToldOnce } from '../support/told-once.ts';

const checkout = newCheckout();
const dataFolder = join(checkout, '.paynotify');
const started: Command[] = [];
const shops: Shop[] = [];
let ports: Record<'PORT' | 'TEMPORAL_PORT' | 'TEMPORAL_UI_PORT' | 'POSTGRES_PORT', string>;

beforeAll(async () => {
  const free = await freePorts();
  ports = {
    PORT: String(free.api),
    TEMPORAL_PORT: String(free.temporal),
    TEMPORAL_UI_PORT: String(free.temporalUi),
    POSTGRES_PORT: String(free.postgres),
  };
});

afterAll(async () => {
  for (const shop of shops) await shop.close();
  for (const dev of started) await dev.end();
  await claimDataFolder(dataFolder); // stops what a killed one has left, where the system does not see to that
  rmSync(checkout, { recursive: true });
});

async function startDev(): Promise<Command> {
  const env = { ...quietEnvironment(), TEMPORAL_CLI_PATH: await findTemporalCli(), ...ports };
  const dev = startCommand(['dev.js'], env, checkout);
  started.push(dev);
  return dev;
}

/** The lines of the file that names where everything is. */
const announced = (): string[] => readFileSync(join(dataFolder, 'env'), 'utf8').split('\n');

/** Whoever uses the running stack finds all he needs in that file. */
function shopOfDev(): Shop {
  const named = (name: string) =>
    announced()
      .find((line) => line.startsWith(`${name}=`))
      ?.replace(`${name}=`, '') ?? '';
  const where = { API_URL: named('API_URL'), DATABASE_URL: named('DATABASE_URL'), TEMPORAL_ADDRESS: named('TEMPORAL_ADDRESS') };
  const shop = createShop(dataFolder, where);
  shops.push(shop);
  return shop;
}

const parts = ['postgres', 'temporal', 'api', 'payments-worker', 'learning-center-worker'];
const pidsOfParts = () => parts.map((part) => recordedProcess(join(dataFolder, part, 'process')) ?? 0);

/** The one that is up, and a payment that was over before the tests after the first. */
let running: Command;
let earlier: Payment;

test('everything it says is up, and is named in a file that only its owner can read', async () => {
  running = await startDev();
  await running.says('Ctrl-C stops it');
  const { PORT, TEMPORAL_PORT, TEMPORAL_UI_PORT, POSTGRES_PORT } = ports;
  const [database, temporal, api, token, webUi, simulator, end] = announced();
  expect(database).toMatch(new RegExp(`^DATABASE_URL=postgres://postgres:[0-9a-f]+@127.0.0.1:${POSTGRES_PORT}/paynotify$`));
  expect([temporal, api, webUi, end]).toEqual([
    `TEMPORAL_ADDRESS=127.0.0.1:${TEMPORAL_PORT}`,
    `API_URL=http://127.0.0.1:${PORT}`,
    `TEMPORAL_UI_URL=http://127.0.0.1:${TEMPORAL_UI_PORT}`,
    '',
  ]);
  expect(token).toMatch(/^API_TOKEN=[0-9a-f]{48}$/);
  expect(simulator).toMatch(/^SIMULATOR_URL=http:\/\/127\.0\.0\.1:\d+$/);
  for (const line of [database, temporal, api, token, webUi]) expect(running.out()).toContain(line?.replace(/^\w+=/, ''));
  expect(statSync(join(dataFolder, 'env')).mode & 0o777).toBe(0o600);
  for (const page of [`http://127.0.0.1:${PORT}/docs`, `http://127.0.0.1:${TEMPORAL_UI_PORT}`]) {
    expect((await fetch(page)).status).toBe(200);
  }
  const shop = shopOfDev();
  earlier = await shop.newPayment();
  await shop.payUntilTaken(earlier);
  await expectToldOnce(shop, earlier);
});

test('a second one on the same data says in one line that there is one, and does not disturb it', async () => {
  const second = await startDev();
  expect(await second.exited).toBe(1);
  const pid = recordedProcess(join(dataFolder, 'owner'));
  expect(second.err()).toBe(`a stack runs on ${dataFolder} already (process ${pid}): use that one, or stop it first\n`);
  expect(await shopOfDev().look(earlier)).toMatchObject({ status: 'paid' });
});

test('what is simulated against it has its effect, without anything to be set', async () => {
  const shop = shopOfDev();
  const payment = await shop.newPayment();
  const simulation = startCommand(
    ['simulate.js', 'alipay', 'paid', '--pay-no', payment.payNo, '--times', '3'],
    quietEnvironment(),
    checkout,
  );
  started.push(simulation);
  expect(await simulation.exited).toBe(0);
  expect(simulation.out()).toBe('200 success\n'.repeat(3));
  await eventually(async () => expect(await shop.enrolments(payment)).toHaveLength(1));
});

test('killed right after a payment was acknowledged, it starts again with all data and tells it', async () => {
  const shop = shopOfDev();
  const enrolments = await shop.enrolments(earlier);
  const payment = await shop.newPayment();
  const token = announced()[3];
  const before = pidsOfParts();
  await shop.payUntilTaken(payment);
  await running.kill();

  running = await startDev();
  await running.says('Ctrl-C stops it');
  expect(before.map(startTimeOf)).toEqual(parts.map(() => undefined));
  expect(announced()[3]).toBe(token);
  await expectToldOnce(shop, payment);
  expect(await shop.enrolments(earlier)).toEqual(enrolments);
  expect(await shop.look(earlier)).toMatchObject({ status: 'paid', workflow: { status: 'COMPLETED' } });
});

test('Ctrl-C stops all of it, with exit code 0 and neither a process nor a port left', async () => {
  expect(processesOf(checkout).length).toBeGreaterThan(parts.length);
  running.interrupt();
  running.interrupt();
  expect(await running.exited).toBe(0);
  expect(running.err()).toBe('');
  expect(processesOf(checkout)).toEqual([]);
  for (const [variable, port] of Object.entries(ports)) await assertPortFree(Number(port), variable);
  expect(existsSync(join(dataFolder, 'env'))).toBe(false);
});

test.each(['PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT', 'POSTGRES_PORT'] as const)(
  'a port in use is one line that says what to do, and nothing is started: %s',
  async (variable) => {
    const other = await listen(Number(ports[variable]));
    try {
      const dev = await startDev();
      expect(await dev.exited).toBe(1);
      expect(dev.err()).toBe(
        `port ${ports[variable]} is in use: stop what listens there, or choose another with ${variable}=…\n`,
      );
      expect(dev.out()).toBe('');
    } finally {
      other.close();
    }
  },
);

const listen = (port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
