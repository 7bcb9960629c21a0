import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** Who was told what, as the subscribers of any system say it once their effect is committed. */
export type Effects = Awaited<ReturnType<typeof listenForEffects>>;

type Expected = { told: Set<string>; count: number; done: (atMs: number) => void };

/** A line of a subscriber is `<payNo> <subscriber>`; what is said twice counts once. */
export async function listenForEffects() {
  const expected = new Map<string, Expected>();
  const sockets = new Set<Socket>();

  function hear(line: string): void {
    const [payNo = '', subscriber = ''] = line.split(' ');
    const payment = expected.get(payNo);
    if (!payment) return;
    payment.told.add(subscriber);
    if (payment.told.size < payment.count) return;
    expected.delete(payNo);
    payment.done(performance.now());
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined); // its process was stopped
    createInterface({ input: socket }).on('line', hear);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    /** Resolves, to the time, when so many subscribers have been told of this payment. */
    whenTold: (payNo: string, count: number): Promise<number> =>
      new Promise((done) => (count === 0 ? done(performance.now()) : expected.set(payNo, { told: new Set(), count, done }))),
    /** Those that are not told yet. */
    untold: (): string[] => [...expected.keys()],
    forget: (): void => expected.clear(),
    async stop(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
