import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../src/embedded/ports.ts';
import type { Bench } from '../bench.ts';
import { answers, startProgram } from '../servers/program.ts';
import { installed } from './installed.ts';
import { startJsonSystem } from './json-system.ts';
import { orStop } from './parts.ts';
import type { System } from './system.ts';

export const restate: System = {
  name: 'restate',
  description: 'Restate: a handler with a durable step that records and one for each subscriber, on its own server',
  missing: () => installed(serverPackage) ?? installed('@restatedev/restate-sdk'),
  async start(bench, subscribers) {
    const server = await startRestate(bench);
    return orStop(server.stop, async () => {
      const servicePort = await freePort();
      const running = await startJsonSystem(bench, {
        name: 'restate',
        subscribers,
        processes: { service: 'restate-service.ts', api: 'restate-api.ts' },
        env: { SERVICE_PORT: String(servicePort), RESTATE_INGRESS: server.ingressUrl },
        servers: { restate: [server.pid] },
        whenUp: () => register(server.adminUrl, `http://127.0.0.1:${servicePort}`),
      });
      return {
        ...running,
        async stop() {
          await running.stop();
          await server.stop();
        },
      };
    });
  },
};

/** Not the script around it, which it would outlive. */
const serverPackage = `@restatedev/restate-server-${process.platform}-${process.arch}`;
const program = fileURLToPath(new URL(`../node_modules/${serverPackage}/bin/restate-server`, import.meta.url));

/** The server from its npm package, on ports and data of its own; it writes its log with fsync, as it does by default. */
async function startRestate(bench: Bench) {
  const [ingress, admin, node] = [await freePort(), await freePort(), await freePort()];
  const adminUrl = `http://127.0.0.1:${admin}`;
  const server = await startProgram({
    name: 'server',
    command: [program],
    env: {
      RESTATE_BASE_DIR: join(bench.folder, 'restate', 'data'),
      RESTATE_LISTEN_MODE: 'tcp',
      RESTATE_BIND_IP: '127.0.0.1',
      RESTATE_ADVERTISED_HOST: '127.0.0.1',
      RESTATE_BIND_PORT: String(node),
      RESTATE_INGRESS__BIND_PORT: String(ingress),
      RESTATE_ADMIN__BIND_PORT: String(admin),
      RESTATE_NODE_NAME: 'bench',
      RESTATE_DISABLE_TELEMETRY: 'true',
      DO_NOT_TRACK: '1',
    },
    folder: join(bench.folder, 'restate'),
    ready: answers(`${adminUrl}/health`),
  });
  return { pid: server.pid, adminUrl, ingressUrl: `http://127.0.0.1:${ingress}`, stop: async () => void (await server.stop()) };
}

async function register(adminUrl: string, uri: string): Promise<void> {
  const answer = await fetch(`${adminUrl}/deployments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri, force: true }),
  });
  if (!answer.ok) throw new Error(`Restate does not take the service: ${await answer.text()}`);
}
