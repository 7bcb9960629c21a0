import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDataFolder } from '../../src/embedded/data-folder.ts';
import { recordedProcess } from '../../src/embedded/process-record.ts';
import { readSettings } from '../../src/embedded/settings.ts';
import { type Stack, startStack } from '../../src/embedded/stack.ts';
import { freePorts, type StackPorts } from '../../src/embedded/stack-ports.ts';
import { eventually } from '../support/eventually.ts';
import { quietEnvironment } from '../support/quiet-environment.ts';

const reported: string[] = [];
let dataFolder: string;
let ports: StackPorts;
let stack: Stack;

const start = (abort?: AbortSignal) =>
  startStack({
    dataFolder,
    ports,
    env: quietEnvironment(),
    step: (_title, work) => work(() => undefined),
    report: (line) => reported.push(line),
    abort,
  });

const pidOf = (part: string) => recordedProcess(join(dataFolder, part, 'process')) ?? 0;
const parts = [
  'postgres',
  'temporal',
  'api',
  'payments-worker',
  'learning-center-worker',
  'deliver-worker',
  'provider-simulator',
];

beforeAll(async () => {
  dataFolder = await temporaryDataFolder('stack');
  ports = await freePorts();
  stack = await start();
});

afterAll(async () => {
  await stack.stop();
  rmSync(dataFolder, { recursive: true });
});

test('the file env names where everything is, for the owner only', async () => {
  const lines = readFileSync(join(dataFolder, 'env'), 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => line.replace(/=.*/, ''))).toEqual([
    'DATABASE_URL',
    'TEMPORAL_ADDRESS',
    'API_URL',
    'API_TOKEN',
    'TEMPORAL_UI_URL',
    'SIMULATOR_URL',
  ]);
  expect(statSync(join(dataFolder, 'env')).mode & 0o777).toBe(0o600);
  expect(statSync(join(dataFolder, 'settings.json')).mode & 0o777).toBe(0o600);
  const { API_URL, API_TOKEN } = readSettings(dataFolder);
  expect((await fetch(`${API_URL}/subscribers`, { headers: { authorization: `Bearer ${API_TOKEN}` } })).status).toBe(200);
});

test('a service that is killed is said to have ended, and is started again; its log goes on', async () => {
  const log = () => readFileSync(join(dataFolder, 'api', 'log'), 'utf8');
  const before = pidOf('api');
  const logBefore = log();
  process.kill(before, 'SIGKILL');
  await eventually(() => expect(reported.at(-1)).toBe('the API is up again'));
  expect(reported[0]).toBe('the API ended unexpectedly (killed by SIGKILL): starting it again');
  expect((await fetch(`${stack.API_URL}/readyz`)).status).toBe(200);
  expect(pidOf('api')).not.toBe(before);
  expect(logBefore).not.toBe('');
  expect(log().slice(0, logBefore.length)).toBe(logBefore);
  await eventually(() => expect(log().length).toBeGreaterThan(logBefore.length));
});

test('stopped and started again it has the same token and all data; a server that ends breaks it', async () => {
  const { API_TOKEN, DATABASE_URL } = stack;
  const pids = parts.map(pidOf);
  await stack.stop();
  expect(existsSync(join(dataFolder, 'env'))).toBe(false);
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  stack = await start();
  expect(stack).toMatchObject({ API_TOKEN, DATABASE_URL });
  process.kill(pidOf('temporal'), 'SIGKILL');
  expect(await stack.broken).toBe('Temporal ended unexpectedly (killed by SIGKILL)');
});

test('a start that is aborted leaves nothing running', async () => {
  await stack.stop();
  const abort = new AbortController();
  const starting = start(abort.signal);
  await eventually(() => expect(pidOf('temporal')).not.toBe(0));
  abort.abort();
  await expect(starting).rejects.toThrow();
  expect(parts.map(pidOf)).toEqual(parts.map(() => 0));
});
