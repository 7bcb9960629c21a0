import { join } from 'node:path';
import { createHttp } from '../../../src/channels/http/index.ts';
import { parseNetwork } from '../../../src/channels/http/networks.ts';
import { messageFor } from '../../../src/domain/payment-result.ts';
import { type Child, startChild } from '../../../src/embedded/child-process.ts';
import { projectFolder } from '../../../src/embedded/data-folder.ts';
import { tiedToParent } from '../../../src/embedded/tied-to-parent.ts';
import { newWebhookSecret } from '../../../src/secrets/webhook-secret.ts';
import { call, failureOf, result, SECRET, useLine } from '../../support/calls.ts';
import { eventually } from '../../support/eventually.ts';
import { pythonWith } from '../../support/python.ts';
import { quietEnvironment } from '../../support/quiet-environment.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const lines: string[] = [];
let receiver: Child | undefined;
afterAll(() => receiver?.stop());
const folder = temporaryFolder();
const line = useLine(createHttp({ userAgent: 'paynotify/test', allowedNetworks: [parseNetwork('127.0.0.0/8')] }));
const said = () => lines.map((text) => JSON.parse(text));
const url = () => `http://127.0.0.1:${said()[0]?.listening}/`;

beforeAll(async () => {
  const python = await pythonWith('standardwebhooks==1.1.0');
  receiver = await startChild({
    command: [...tiedToParent('KILL'), python, join(projectFolder, 'test/channels/http/python-receiver.py')],
    env: { ...quietEnvironment(), WEBHOOK_SECRET: SECRET, PORT: '0', PYTHONDONTWRITEBYTECODE: '1' },
    logFile: join(folder, 'python-receiver.log'),
    onLine: (text) => lines.push(text),
  });
  await eventually(() => expect(said()).not.toEqual([]));
});
beforeEach(() => void lines.splice(1));

test('an endpoint in Python verifies our calls with its own library, and knows a repeat by its id', async () => {
  const message = messageFor('bookkeeping', result({ outBusinessId: 'choose-学习' }));
  await line.deliver(call(url(), { message }));
  await line.deliver(call(url(), { message }));
  await line.deliver(call(url(), { message: messageFor('bookkeeping', result({ payNo: 'P2' })) }));
  await eventually(() => expect(said()).toHaveLength(3));
  expect(said()[1]).toEqual({
    ...{ id: expect.stringMatching(/^msg_/), type: 'payment.paid', timestamp: '2026-11-23T06:00:00.000Z' },
    data: message,
  });
});

test('it takes what is signed with both secrets while they rotate', async () => {
  await line.deliver(call(url(), { secrets: [newWebhookSecret(), SECRET] }));
});

test('it refuses what is signed with another secret, and that is what an operator reads', async () => {
  const failure = await failureOf(line.deliver(call(url(), { secrets: [newWebhookSecret()] })));
  expect(failure.message).toMatch(/^401 Unauthorized after \d+ ms: No matching signature found$/);
});
