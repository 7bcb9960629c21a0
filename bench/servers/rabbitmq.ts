import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'amqplib';
import { freePort } from '../../src/embedded/ports.ts';
import { startProgram } from './program.ts';

/** Debian's; not the one on the PATH, which insists on a user and folders of its own. */
const PROGRAM = '/usr/lib/rabbitmq/bin/rabbitmq-server';
const PORT_MAPPER = '/usr/bin/epmd';

export const rabbitmqMissing = (): string | undefined =>
  existsSync(PROGRAM) && existsSync(PORT_MAPPER) ? undefined : 'RabbitMQ is not installed (apt-get install rabbitmq-server)';

export type RabbitMq = { url: string; pid: number; stop(): Promise<void> };

/** A broker of our own on free ports of 127.0.0.1, with its data in `folder`. */
export async function startRabbitMq(folder: string): Promise<RabbitMq> {
  const [port, distributionPort, mapperPort] = [await freePort(), await freePort(), await freePort()];
  const mapperEnv = { ERL_EPMD_PORT: String(mapperPort), ERL_EPMD_ADDRESS: '127.0.0.1' };
  const mapper = await startProgram({
    name: 'epmd',
    command: [PORT_MAPPER],
    env: mapperEnv,
    folder,
    ready: async () => true, // the broker tries until it is there
  });
  const url = `amqp://guest:guest@127.0.0.1:${port}`;
  const env = { ...mapperEnv, ...settings(folder, { port, distributionPort }) };
  const broker = await startProgram({ name: 'rabbitmq', command: [PROGRAM], env, folder, ready: () => takesConnections(url) });
  return {
    url,
    pid: broker.pid,
    async stop() {
      await broker.stop();
      await mapper.stop();
    },
  };
}

function settings(folder: string, { port, distributionPort }: { port: number; distributionPort: number }) {
  const plugins = join(folder, 'enabled_plugins');
  const configuration = join(folder, 'rabbitmq.conf');
  mkdirSync(folder, { recursive: true });
  writeFileSync(plugins, '[].\n');
  writeFileSync(configuration, 'loopback_users.guest = true\n');
  return {
    HOME: folder, // its cookie
    RUNNING_UNDER_SYSTEMD: 'true', // no shell around it, that would outlive it or be outlived by it
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_CONFIG_FILE: configuration,
    RABBITMQ_ENABLED_PLUGINS_FILE: plugins,
    RABBITMQ_NODENAME: 'bench@localhost',
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distributionPort),
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
  };
}

async function takesConnections(url: string): Promise<boolean> {
  const connection = await connect(url);
  await connection.close();
  return true;
}
