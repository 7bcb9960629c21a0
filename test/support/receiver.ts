import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came. */
type Received = { method: string; path: string; headers: IncomingHttpHeaders; body: string };

type Answering = (response: ServerResponse, request: Received) => void;

/** Somebody's HTTP endpoint on this machine. It answers 204 until told otherwise. */
export type Receiver = {
  url: string;
  port: number;
  received: Received[];
  /** From now on it answers so. */
  answer: (answering: Answering) => void;
  close: () => Promise<void>;
};

async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let answering: Answering = (response) => response.writeHead(204).end();
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    const body = (await request.setEncoding('utf8').toArray()).join('');
    const whole = { method, path, headers, body };
    received.push(whole);
    answering(response, whole);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    received,
    answer(next) {
      answering = next;
    },
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

/** Call it while the file is loaded; it is there from `beforeAll` on, answers 204 before each test, and is closed after the last. */
export function useReceiver(): () => Receiver {
  let receiver: Receiver | undefined;
  beforeAll(async () => {
    receiver = await startReceiver();
  });
  beforeEach(() => {
    receiver?.answer((response) => response.writeHead(204).end());
    receiver?.received.splice(0);
  });
  afterAll(() => receiver?.close());
  return () => {
    if (!receiver) throw new Error('the receiver is there from beforeAll on');
    return receiver;
  };
}
