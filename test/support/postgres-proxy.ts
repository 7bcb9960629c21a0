import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * A line to Postgres that can be cut (its connections break, and new ones are refused) or fall silent (nothing is passed on
 * any more), until it is mended.
 */
export async function startProxy(databaseUrl: string) {
  const { hostname, port } = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let state: 'whole' | 'cut' | 'silent' = 'whole';

  const keep = (socket: Socket, peer: Socket) => {
    sockets.add(socket);
    socket.on('error', () => peer.destroy()); // a broken line is what this is for
    socket.on('close', () => {
      sockets.delete(socket);
      peer.destroy();
    });
  };
  const server = createServer((client) => {
    if (state === 'cut') return void client.destroy();
    if (state === 'silent') return keep(client, client);
    const upstream = connect({ host: hostname, port: Number(port) });
    keep(client, upstream);
    keep(upstream, client);
    client.pipe(upstream).pipe(client);
  });
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };

  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    cut(): void {
      state = 'cut';
      breakAll();
    },
    silence(): void {
      state = 'silent';
      for (const socket of sockets) socket.unpipe().pause();
    },
    /** The connections of the outage are broken, as a network does to those that it has forgotten. */
    mend(): void {
      if (state !== 'whole') breakAll();
      state = 'whole';
    },
    async stop(): Promise<void> {
      breakAll();
      await once(server.close(), 'close');
    },
  };
}
