import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import type { StackPorts } from '../../src/embedded/stack-ports.ts';

/**
 * Free ports for servers that go away and come back: from below those that a system gives to outgoing connections, one of
 * which could otherwise take the port meanwhile (as the source of a connection to that very port, even).
 */
export const steadyPorts = async (): Promise<StackPorts> => ({
  api: await steadyPort(),
  temporal: await steadyPort(),
  temporalUi: await steadyPort(),
  postgres: await steadyPort(),
});

async function steadyPort(): Promise<number> {
  const port = randomInt(20_000, 32_000);
  return (await isFree(port)) ? port : steadyPort();
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
