import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const goModule = dirname(fileURLToPath(import.meta.url));
const cacheFolder = join(goModule, '..', '..', '.paynotify', 'cache');

/** Program, as Temporal's own images call it, and the Go package it is built from. */
const programs = {
  'temporal-server': 'go.temporal.io/server/cmd/server',
  'temporal-sql-tool': 'go.temporal.io/server/cmd/tools/sql',
};

/**
 * Builds the Temporal Server that go.mod pins, once.
 * @returns the folder that holds `temporal-server` and `temporal-sql-tool`.
 * @throws an error of one line where Go is missing.
 */
export function buildTemporalServer() {
  const { version, go } = pinnedVersions();
  const folder = join(cacheFolder, `temporal-server-${version}`);
  if (existsSync(folder)) return folder;
  assertGo(go);
  process.stderr.write(`Building Temporal Server ${version}, once: this takes several minutes\n`);
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    for (const [program, source] of Object.entries(programs)) build(source, join(unfinished, program));
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

function build(source, target) {
  const args = ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o', target, source];
  execFileSync('go', args, { cwd: goModule, env: { ...process.env, CGO_ENABLED: '0' }, stdio: ['ignore', 2, 2] });
}

function assertGo(version) {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
  } catch {
    throw new Error(`Go is missing: install Go ${version} or newer (https://go.dev/doc/install) to build Temporal Server`);
  }
}

function pinnedVersions() {
  const goMod = readFileSync(join(goModule, 'go.mod'), 'utf8');
  const [, version] = /^\s*go\.temporal\.io\/server v(\S+)/m.exec(goMod) ?? [];
  const [, go] = /^go (\S+)/m.exec(goMod) ?? [];
  return { version, go };
}
