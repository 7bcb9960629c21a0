import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Child, startChild } from '../../src/embedded/child-process.ts';
import { freePort } from '../../src/embedded/ports.ts';
import { tiedToParent } from '../../src/embedded/tied-to-parent.ts';
import { waitUntilReady } from '../../src/embedded/wait-until-ready.ts';

export const rabbitmqIsInstalled = spawnSync('which', ['rabbitmq-server']).status === 0;

export type RabbitMq = {
  port: number;
  url: string;
  /** Runs `rabbitmqctl`, and gives what it prints. */
  control: (...parameters: string[]) => string;
  stop: () => Promise<void>;
};

/** A RabbitMQ on free ports, with a user `shop`, all of whose files are in this folder; its name server too is its own. */
export async function startRabbitMq(folder: string): Promise<RabbitMq> {
  const [port, distributionPort, epmdPort] = [await freePort(), await freePort(), await freePort()];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'plugins'), '[].\n');
  writeFileSync(join(folder, 'rabbitmq.conf'), `listeners.tcp.local = 127.0.0.1:${port}\nloopback_users = none\n`);
  const env = {
    // Debian's own scripts, not those on the PATH, which change the user. So told, they leave no shell between us and the server.
    ...{ PATH: `/usr/lib/rabbitmq/bin:${process.env['PATH']}`, HOME: folder, LANG: 'C.UTF-8', RUNNING_UNDER_SYSTEMD: '1' },
    ...{ RABBITMQ_NODENAME: `test${port}@localhost`, RABBITMQ_DIST_PORT: String(distributionPort) },
    ...{ ERL_EPMD_PORT: String(epmdPort), ERL_EPMD_ADDRESS: '127.0.0.1' },
    ...{ RABBITMQ_BASE: folder, RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'), RABBITMQ_LOG_BASE: join(folder, 'log') },
    ...{ RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'), RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins') },
  };
  const logFile = join(folder, 'out.log');
  const nameServer = await startChild({ command: [...tiedToParent('KILL'), 'epmd'], env, logFile: join(folder, 'epmd.log') });
  const child = await startChild({ command: [...tiedToParent('KILL'), 'rabbitmq-server'], env, logFile });
  const stop = () => stopAll(child, nameServer);
  const control = (...parameters: string[]) => {
    const { status, stdout, stderr } = spawnSync('rabbitmqctl', ['--quiet', ...parameters], { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`rabbitmqctl ${parameters.join(' ')}: ${stdout}${stderr}`);
    return stdout;
  };
  try {
    await waitUntilReady({ name: 'RabbitMQ', ready: () => accepts(port), child, logFile, timeoutSeconds: 300 });
    control('add_user', 'shop', 'pa/ss:w@rd');
    control('set_permissions', 'shop', '.*', '.*', '.*');
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, url: `amqp://shop:${encodeURIComponent('pa/ss:w@rd')}@127.0.0.1:${port}`, control, stop };
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false; // not yet
  } finally {
    socket.destroy();
  }
}

async function stopAll(...children: Child[]): Promise<void> {
  for (const child of children) await child.stop();
}
