import { createServer } from 'node:net';

const loopback = '127.0.0.1';

/** A port nobody listens on. It may be taken again by the time it is used: use it soon. */
export const freePort = (): Promise<number> => listenOnce(0);

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
