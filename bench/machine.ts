import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import type { Bench } from './bench.ts';

/** What the figures depend on; nothing that names this machine. `loadBefore`: of others, as a rule. */
export const describeMachine = (): Record<string, string | number> => ({
  cores: cpus().length,
  processor: cpus()[0]?.model ?? 'unknown',
  memoryGib: Math.round(totalmem() / 2 ** 30),
  system: process.platform,
  node: process.version.slice(1),
  loadBefore: loadavg()[0] ?? 0,
});

export async function versionsOf({ postgres }: Bench): Promise<Record<string, string>> {
  const { rows } = await postgres.client.query<{ server_version: string }>('show server_version');
  const { dependencies } = readJson<{ dependencies: Record<string, string> }>('./package.json');
  return {
    postgres: rows[0]?.server_version ?? 'unknown',
    'temporal-server': pinnedTemporal(),
    '@temporalio/worker': readJson<{ version: string }>('../node_modules/@temporalio/worker/package.json').version,
    ...(rabbitmqVersion() && { rabbitmq: rabbitmqVersion() }),
    ...dependencies,
  };
}

function readJson<Content>(path: string): Content {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
}

function pinnedTemporal(): string {
  const goMod = readFileSync(new URL('../scripts/temporal-on-postgres/go.mod', import.meta.url), 'utf8');
  return /^\s*go\.temporal\.io\/server v(\S+)/m.exec(goMod)?.[1] ?? 'unknown';
}

/** Debian keeps it in the name of its folder. */
function rabbitmqVersion(): string {
  const folder = '/usr/lib/rabbitmq/lib';
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.map((name) => /^rabbitmq_server-(.+)$/.exec(name)?.[1]).find(Boolean) ?? '';
}
