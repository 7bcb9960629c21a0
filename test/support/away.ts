import { connect, createServer, type Server, type Socket } from 'node:net';

/** A server that is away, in one of the ways a server can be. */
export type Away = { port: number; address: string; close: () => Promise<void> };

/** Nobody listens on this port. It can be taken by `cameBack`. */
export async function refusing(): Promise<Away> {
  const away = await silent();
  await away.close();
  return { ...away, close: async () => undefined };
}

/** Takes every connection and never says a word. */
export const silent = (): Promise<Away> => listen(0, () => undefined);

/** On this port everything is passed on to `target` (host:port) from now on. */
export const cameBack = (port: number, target: string): Promise<Away> =>
  listen(port, (socket) => {
    const [host = '', targetPort] = target.split(':');
    const onward = connect(Number(targetPort), host);
    const cut = () => {
      socket.destroy();
      onward.destroy();
    };
    for (const end of [socket, onward]) end.on('error', cut).on('close', cut);
    socket.pipe(onward).pipe(socket);
  });

async function listen(port: number, serve: (socket: Socket) => void): Promise<Away> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const bound = server.address();
  const boundPort = bound && typeof bound === 'object' ? bound.port : port;
  return {
    port: boundPort,
    address: `127.0.0.1:${boundPort}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
