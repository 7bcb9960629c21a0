import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const loopback = '127.0.0.1';

/**
 * A port nobody listens on, from below those that a system gives to outgoing connections: a server may go away and come
 * back without finding it taken.
 */
export async function freePort(): Promise<number> {
  const port = randomInt(20_000, 32_000);
  return listenOnce(port).catch(freePort);
}

/**
 * @param variable the environment variable that chooses this port.
 * @throws an error of one line that says what to do, where something listens on the port already.
 */
export async function assertPortFree(port: number, variable: string): Promise<void> {
  await listenOnce(port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(`port ${port} is in use: stop what listens there, or choose another with ${variable}=…`);
  });
}

/** Listens for a moment, on 127.0.0.1 as all of the stack does. Resolves to the port once it is free again. */
function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, loopback, () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
