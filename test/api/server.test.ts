import { connect, type Socket } from 'node:net';
import { eventually } from '../support/eventually.ts';
import { newPayment } from '../support/payments.ts';
import { useSystem } from '../support/system.ts';
import { ALIPAY_TYPE, paidBody, useApi, wasStarted } from './fixture.ts';

const system = useSystem();
const api = useApi(system);
let port = 0;

beforeAll(async () => {
  port = Number(new URL(await api().app.listen({ host: '127.0.0.1', port: 0 })).port);
});

/** A line to the API, and all that comes back until the server closes it. */
function open(): { socket: Socket; answer: Promise<string> } {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined); // the server may cut the line while it still gets bytes
  const answer = new Promise<string>((resolve) => socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1'))));
  return { socket, answer };
}

/** Sends these bytes, and nothing more. */
function send(...bytes: string[]): Promise<string> {
  const { socket, answer } = open();
  for (const part of bytes) socket.write(part);
  return answer;
}

/** And then a byte now and then: never silent for long, and never done. */
function drip(...bytes: string[]): Promise<string> {
  const { socket, answer } = open();
  for (const part of bytes) socket.write(part);
  const dripping = setInterval(() => socket.write('a'), 200);
  return answer.finally(() => clearInterval(dripping));
}

const head = (...headers: string[]) =>
  ['POST /webhooks/alipay HTTP/1.1', 'Host: shop', `Content-Type: ${ALIPAY_TYPE}`, ...headers, '', ''].join('\r\n');

test('the answer to a genuine notification is, on the wire, success and nothing else', async () => {
  const { payNo } = await newPayment(system());
  const body = paidBody(payNo);
  const answer = await send(head('Connection: close', `Content-Length: ${body.length}`), body);
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(answer).toMatch(/\r\ncontent-length: 7\r\n/i);
  expect(answer.slice(answer.indexOf('\r\n\r\n'))).toBe('\r\n\r\nsuccess');
});

test('a body of more than 64 KiB is refused while it comes, also when it does not say how long it is', async () => {
  const { payNo } = await newPayment(system());
  const body = paidBody(payNo, { body: 'x'.repeat(70_000) });
  const chunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  for (const answer of [
    await send(head('Connection: close', `Content-Length: ${body.length}`), body),
    await send(head('Connection: close', 'Transfer-Encoding: chunked'), chunk),
  ]) {
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer.slice(answer.indexOf('\r\n\r\n'))).toBe('\r\n\r\nfailure');
  }
  expect(await wasStarted(system(), payNo)).toBe(false);
});

test('slow senders are cut off, and keep nobody waiting meanwhile', async () => {
  const { payNo } = await newPayment(system());
  const body = paidBody(payNo);
  const slow = [
    ...Array.from({ length: 50 }, () => send(head('Content-Length: 1000'), 'a=1')), // the body does not come
    drip(head('Content-Length: 1000'), 'a=1'), // it comes too slowly
    drip('POST /webhooks/alipay HTTP/1.1\r\nHost: shop\r\nX-Any: '), // the headers do not end
    send(''),
  ];
  const fast = send(head('Connection: close', `Content-Length: ${body.length}`), body);
  expect(await Promise.race([fast, ...slow])).toMatch(/success$/);

  for (const answer of await Promise.all(slow)) expect(answer).toMatch(/^(HTTP\/1\.1 408 |$)/);
  await eventually(async () => {
    const connections = await new Promise((resolve) => api().app.server.getConnections((_error, count) => resolve(count)));
    expect(connections).toBe(0);
  });
});

test('an answer may take longer than any sender: no silence cuts off who waits for one', () => {
  expect(api().app.server.timeout).toBe(0);
});

test('an address that is none is answered with a problem document', async () => {
  for (const line of ['GET /nowhere', 'POST /webhooks/paypal', 'GET /webhooks/alipay', 'DELETE /payments/P1'] as const) {
    const { status, type, body } = await api().call(line as 'GET /nowhere');
    expect({ status, type }).toEqual({ status: 404, type: 'application/problem+json' });
    expect(body).toMatchObject({ title: 'Not Found', status: 404, detail: expect.stringContaining(line) });
  }
});
