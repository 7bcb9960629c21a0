import 'alipay-sdk'; // its HTTP client marks the errors of every socket in the process
import { createServer } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { createHttp } from '../../../src/channels/http/index.ts';
import { parseNetwork } from '../../../src/channels/http/networks.ts';
import { retryAfterSecondsOf } from '../../../src/channels/http/retry-after.ts';
import { messageFor } from '../../../src/domain/payment-result.ts';
import { newWebhookSecret } from '../../../src/secrets/webhook-secret.ts';
import { refusing, silent } from '../../support/away.ts';
import { call, failureOf, result, SECRET, useLine } from '../../support/calls.ts';
import { useReceiver } from '../../support/receiver.ts';

const receiver = useReceiver();
const http = createHttp({ userAgent: 'paynotify/1.2.3', allowedNetworks: [parseNetwork('127.0.0.0/8')] });
const line = useLine(http);
const send = (changes = {}) => line.deliver(call(receiver().url, changes));

describe('a call', () => {
  test('is a signed POST of the whole message, as Standard Webhooks has it', async () => {
    await send();
    const [request] = receiver().received;
    expect(request).toMatchObject({
      ...{ method: 'POST', path: '/hook' },
      headers: {
        'content-type': 'application/json',
        'user-agent': 'paynotify/1.2.3',
        'webhook-id': expect.stringMatching(/^msg_[\w-]{43}$/),
      },
    });
    const verified = new Webhook(SECRET).verify(request?.body ?? '', request?.headers as Record<string, string>);
    expect(verified).toEqual({
      type: 'payment.paid',
      timestamp: '2026-11-23T06:00:00.000Z',
      data: messageFor('bookkeeping', result()),
    });
  });

  test('has the same id and body at each attempt, and another id for each delivery', async () => {
    await send();
    await send();
    await send({ message: messageFor('shipping', result()) });
    await send({ message: messageFor('bookkeeping', result({ resultId: 'partially_refunded/退款 1\n' })) });
    const [first, second, ...others] = receiver().received.map(({ headers, body }) => ({ id: headers['webhook-id'], body }));
    expect(first).toEqual(second);
    expect(new Set([first, ...others].map((request) => request?.id)).size).toBe(3);
  });

  test('is signed with both secrets while they rotate, the newer first', async () => {
    const newer = newWebhookSecret();
    await send({ secrets: [newer, SECRET] });
    const [request] = receiver().received;
    for (const secret of [newer, SECRET])
      new Webhook(secret).verify(request?.body ?? '', request?.headers as Record<string, string>);
    expect(request?.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
  });

  test('is not made without a secret', async () => {
    expect(await failureOf(send({ secrets: [] }))).toMatchObject({ type: 'NoSecret', outlook: 'again' });
    expect(receiver().received).toEqual([]);
  });

  test('keeps what the URL says besides, but for user and password', async () => {
    await line.deliver(call(`${receiver().url.replace('//', '//user:word@')}?tenant=1#top`));
    expect(receiver().received[0]).toMatchObject({ path: '/hook?tenant=1' });
    expect(receiver().received[0]?.headers).not.toHaveProperty('authorization');
  });
});

test('a line with several connections is closed', async () => {
  const several = http.openLine();
  await Promise.all(Array.from({ length: 3 }, () => several.deliver(call(receiver().url))));
  await several.close();
  expect(receiver().received).toHaveLength(3);
});

describe('the answer', () => {
  const answered = async (status: number, body = '', headers: Record<string, string> = {}) => {
    receiver().answer((response) => response.writeHead(status, headers).end(body));
    return failureOf(send());
  };

  test.each([200, 201, 202, 204, 299])('%i is a success', async (status) => {
    receiver().answer((response) => response.writeHead(status).end());
    await expect(send()).resolves.toBeUndefined();
  });

  test.each([301, 302, 303, 307, 308, 400, 401, 403, 404, 408, 409, 422, 425, 429, 500, 502, 503, 504, 599])(
    '%i is tried again',
    async (status) => expect(await answered(status)).toMatchObject({ type: `Http${status}`, status, outlook: 'again' }),
  );

  test('410 means that nobody is there any more', async () => {
    expect(await answered(410)).toMatchObject({ type: 'Http410', status: 410, outlook: 'gone' });
  });

  test('is told with its status, the time it took and what it says', async () => {
    const { message } = await answered(503, 'upstream\tdown\n\u0007\u001b[31m');
    expect(message).toMatch(/^503 Service Unavailable after \d+ ms: upstream down \[31m$/);
  });

  test('is told without the secret that it repeats', async () => {
    expect((await answered(400, `bad signature for ${SECRET}`)).message).toMatch(/: bad signature for \(secret\)$/);
  });

  test('is cut where it is long, and not read to its end', async () => {
    receiver().answer((response) => {
      response.writeHead(500);
      const more = () => {
        if (!response.destroyed) response.write('x'.repeat(16_384), () => setImmediate(more));
      };
      more();
    });
    const { message } = await failureOf(send());
    expect(message).toMatch(/: x{1024}…$/);
  });

  test('counts by its status also where the rest of it does not come', async () => {
    receiver().answer((response) => void response.writeHead(500).write('half'));
    expect((await failureOf(send({ timeoutMs: 300 }))).message).toMatch(/^500 Internal Server Error after \d+ ms: half$/);
    receiver().answer((response) => void response.writeHead(200).write('half'));
    await expect(send({ timeoutMs: 300 })).resolves.toBeUndefined();
  });

  test.each([
    [429, '7', 7],
    [503, ' 120 ', 120],
    [503, 'Mon, 23 Nov 2026 06:00:00 GMT', 0],
    [408, '7', 7],
    [425, '7', 7],
    [500, '7', 7],
    [502, '7', 7],
    [504, '7', 7],
    [400, '7', null],
    [404, '7', null],
    [503, 'soon', null],
    [503, '-1', null],
  ])('%i with Retry-After %j asks for %p seconds', async (status, retryAfter, seconds) => {
    jest.useFakeTimers({ now: new Date('2026-11-23T07:00:00Z'), doNotFake: FAKE_NOTHING_BUT_THE_DATE });
    const failure = await answered(status, '', { 'retry-after': retryAfter }).finally(() => jest.useRealTimers());
    expect(failure.retryAfterSeconds).toBe(seconds);
  });

  test('may say a date after which it wants to be called', () => {
    const now = Date.parse('2026-11-23T06:00:00Z');
    expect(retryAfterSecondsOf('Mon, 23 Nov 2026 06:01:30 GMT', now)).toBe(90);
    expect(retryAfterSecondsOf('2026-11-23T06:01:30Z', now)).toBeUndefined();
  });
});

const FAKE_NOTHING_BUT_THE_DATE = [
  ...(['nextTick', 'setImmediate', 'clearImmediate', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const),
  ...(['queueMicrotask', 'performance', 'hrtime'] as const),
];

describe('without an answer', () => {
  test('it is a connection that was refused', async () => {
    const { address } = await refusing();
    const failure = await failureOf(line.deliver(call(`http://${address}/`)));
    expect(failure).toMatchObject({ type: 'ConnectionRefused', status: null, outlook: 'again' });
    expect(failure.message).toMatch(/^connection refused after \d+ ms$/);
  });

  test('it ends when the time of an attempt is up', async () => {
    const away = await silent();
    const failure = await failureOf(line.deliver(call(`http://${away.address}/`, { timeoutMs: 200 })));
    await away.close();
    expect(failure.type).toBe('Timeout');
    expect(failure.message).toMatch(/^no answer after 2\d\d ms$/);
  });

  test('it ends when its end is not wanted any more', async () => {
    const away = await silent();
    const stopping = new AbortController();
    const delivered = failureOf(line.deliver(call(`http://${away.address}/`, { signal: stopping.signal })));
    stopping.abort();
    await delivered;
    await away.close();
  });

  test.each([
    ['ConnectionLost', ''],
    ['MalformedAnswer', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['MalformedAnswer', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`],
  ])('it is %s where what comes is no answer', async (type, bytes) => {
    const server = createServer((socket) => void socket.on('error', () => undefined).once('data', () => socket.end(bytes)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const failure = await failureOf(line.deliver(call(`http://127.0.0.1:${port}/`)));
    server.close();
    expect(failure).toMatchObject({ type, outlook: 'again' });
  });

  test('it is TLS that was refused where there is none', async () => {
    expect(await failureOf(line.deliver(call(receiver().url.replace('http:', 'https:'))))).toMatchObject({ type: 'TlsRefused' });
  });

  test('it is a name that nobody knows', async () => {
    expect(await failureOf(line.deliver(call('https://nobody.invalid/', { timeoutMs: 30_000 })))).toMatchObject({
      type: 'NameNotFound',
    });
  });
});
