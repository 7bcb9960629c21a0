import { existsSync, readdirSync } from 'node:fs';
import { parseSource, readSources, type SourceFile } from './support/source-imports.ts';

/**
 * Which layer may import what: other layers, and packages. `types`: by `import type` only, so that nothing of it is there at
 * run time. A layer is a folder or a file of src; a longer path has what its folder has, and besides what is listed for it.
 */
const LAYERS: Record<string, { values: string[]; types?: string[] }> = {
  /** The rules of payments: pure. */
  domain: { values: [] },
  /** Replayed: nothing in here may depend on where and when it runs. */
  workflows: { values: ['domain', '@temporalio/workflow', '@temporalio/common'], types: ['activities'] },
  /** They get Postgres and Temporal handed in. */
  activities: {
    values: ['domain', 'subscribers', 'channels/channel.ts', '@temporalio/activity', '@temporalio/common'],
    types: ['channels', 'db', 'providers', 'secrets', 'temporal'],
  },
  'activities/filter.ts': { values: ['@marcbachmann/cel-js'] },
  /** How subscribers without a worker of their own are reached. */
  channels: { values: ['domain', 'node:crypto'] },
  'channels/http': { values: ['undici', 'ipaddr.js', 'standardwebhooks', 'node:dns', 'node:net', 'node:http'] },
  'channels/amqp': { values: ['amqplib'] },
  /** They could be services of somebody else. */
  subscribers: { values: ['domain'], types: ['db'] },
  /** Bytes in, facts out. */
  providers: { values: ['domain', 'node:crypto'] },
  'providers/alipay': { values: ['alipay-sdk'] },
  'providers/standard': { values: ['standardwebhooks'] },
  'providers/stripe': { values: ['stripe'] },
  'providers/wechatpay': { values: ['wechatpay-axios-plugin'] },
  /** Subscribers' secrets, as they lie in Postgres. */
  secrets: { values: ['domain', 'node:crypto'] },
  db: { values: ['domain', 'pg'] },
  'db/migrate.ts': { values: ['node-pg-migrate'] },
  'db/migrations.ts': { values: ['node:fs', 'node:url'] },
  temporal: { values: ['domain', '@temporalio/*', 'node:timers/promises'], types: ['activities', 'workflows'] },
  /** The SDK's thread for workflow code, with parts of ours. */
  'temporal/watched-worker.ts': { values: ['node:url', 'node:worker_threads'] },
  'temporal/lazy-stack-traces.ts': { values: ['node:v8'] },
  /** It gets Postgres, Temporal and the providers handed in. */
  api: {
    values: [
      ...[
        'domain',
        'secrets',
        'console',
        'fastify',
        'fastify-type-provider-zod',
        '@fastify/*',
        'zod',
        'prom-client',
        'node:crypto',
      ],
      'node:http',
    ],
    types: ['db', 'providers', 'temporal'],
  },
  /** Pages for people. What they show and do the API hands in. */
  console: {
    values: ['domain', 'fastify', 'fastify-type-provider-zod', 'zod', 'node:crypto'],
    types: ['api', 'db', 'temporal'],
  },
  'console/assets.ts': { values: ['node:fs', 'node:url'] },
  /** What the command paynotify says and asks; it knows the API from outside. */
  cli: { values: ['domain', 'commander', 'node:readline'], types: ['api', 'zod'] },
  /** What may be wrong with an installation, and what to do about it. It gets Postgres and Temporal handed in. */
  doctor: { values: ['domain', 'node:net'], types: ['db', 'temporal'] },
  /** The servers that `npm run dev` and the tests start. No part of the running system. */
  embedded: { values: ['domain', 'providers', 'pg', '@temporalio/*', 'listr2', 'zod', 'node:*'] },
  'process-environment.ts': { values: [] },
  'config.ts': { values: ['process-environment.ts', 'channels/http/networks.ts', 'providers', '@temporalio/envconfig', 'zod'] },
  'process.ts': { values: ['config.ts', 'pino'] },
  /** What a process is made of: `bin` chooses. */
  wiring: { values: ['*'] },
  /** It wires everything together. */
  bin: { values: ['*'] },
};

const sources = readSources('src');

describe('the layers', () => {
  test.each(sources.map((source) => [source.path, source] as const))('%s imports what its layer may', (_, source) => {
    expect(violationsOf(source)).toEqual([]);
  });

  test.each([
    ['a value of a layer that is not allowed', 'src/domain/money.ts', `import { onPool } from '../db/pool.ts';`],
    [
      'a value where only types are allowed',
      'src/workflows/view.ts',
      `import { createActivities } from '../activities/index.ts';`,
    ],
    ['a value among types', 'src/api/server.ts', `import { createPool, type Pool } from '../db/pool.ts';`],
    ['types in braces, which leave an import', 'src/api/server.ts', `import { type Pool } from '../db/pool.ts';`],
    ['an import for its effect', 'src/domain/money.ts', `import '../config.ts';`],
    ['something passed on', 'src/domain/money.ts', `export { readConfig } from '../config.ts';`],
    ['everything passed on', 'src/domain/money.ts', `export * from '../config.ts';`],
    ['a type of a layer that is not allowed', 'src/domain/money.ts', `import type { Pool } from '../db/pool.ts';`],
    ['a Node built-in in workflow code', 'src/workflows/view.ts', `import { randomUUID } from 'node:crypto';`],
    ['a Node built-in by its old name', 'src/workflows/view.ts', `import { readFileSync } from 'fs';`],
    ['a package', 'src/providers/alipay/index.ts', `import pg from 'pg';`],
    ["another provider's library", 'src/providers/alipay/index.ts', `import Stripe from 'stripe';`],
    ["another provider's code", 'src/providers/alipay/index.ts', `import { keys } from '../wechatpay/keys.ts';`],
    ['what is wired together', 'src/bin/dev.ts', `import { run } from './api.ts';`],
    ['an import at run time', 'src/domain/money.ts', `export const pool = () => import('../db/pool.ts');`],
    ['a layer that has no line above', 'src/utils/text.ts', `import { z } from 'zod';`],
  ])('do not allow %s', (_, path, text) => {
    expect(violationsOf(parseSource(path, text))).toHaveLength(1);
  });

  test.each([
    ['src/workflows/view.ts', `import type { PaymentActivities } from '../activities/index.ts';`],
    ['src/workflows/view.ts', `export type { PaymentActivities } from '../activities/index.ts';`],
    ['src/providers/stripe/signature.ts', `import Stripe from 'stripe';`],
    ['src/bin/api.ts', `import { onPool } from '../db/pool.ts';`],
  ])('allow in %s: %s', (path, text) => {
    expect(violationsOf(parseSource(path, text))).toEqual([]);
  });

  test('have no line that nobody needs', () => {
    expect(Object.keys(LAYERS).filter((layer) => !existsSync(`src/${layer}`))).toEqual([]);
  });
});

describe('cycles of imports', () => {
  test('there are none', () => expect(cyclesOf(sources)).toEqual([]));

  test('are found, and types do not make one', () => {
    const a = parseSource('src/a.ts', `import { b } from './b.ts';`);
    const b = parseSource('src/b.ts', `import { c } from './c.ts';`);
    expect(cyclesOf([a, b, parseSource('src/c.ts', `import { a } from './a.ts';`)])).toEqual([
      'src/a.ts src/b.ts src/c.ts src/a.ts',
    ]);
    expect(cyclesOf([a, b, parseSource('src/c.ts', `import type { A } from './a.ts';`)])).toEqual([]);
  });
});

test('only process-environment.ts reads the environment', () => {
  const readers = (files: SourceFile[]) => files.filter(({ text }) => READS_ENVIRONMENT.test(text)).map(({ path }) => path);
  expect(readers(sources)).toEqual(['src/process-environment.ts']);
  for (const text of [
    'process.env.PORT',
    'process.env["PORT"]',
    'const { env } = process;',
    `import { env } from 'node:process';`,
  ]) {
    expect(readers([parseSource('src/any.ts', text)])).toEqual(['src/any.ts']);
  }
});

test('the command paynotify loads commander and nothing else from outside', () => {
  const byPath = new Map(
    sources.map((file) => [file.path, file.imports.filter(({ isType }) => !isType).map(({ from }) => from)]),
  );
  const loaded = new Set<string>();
  const load = (from: string) => {
    if (loaded.has(from)) return;
    loaded.add(from);
    for (const next of byPath.get(from) ?? []) load(next);
  };
  load('src/bin/paynotify.ts');
  const fromOutside = [...loaded].filter((from) => !from.startsWith('src/') && !from.startsWith('node:'));
  expect(fromOutside).toEqual(['commander']);
});

test('nobody imports what is wired together, not even a test', () => {
  const all = [...sources, ...readSources('test')];
  expect(all.filter(({ imports }) => imports.some(({ from }) => from.startsWith('src/bin/'))).map(({ path }) => path)).toEqual(
    [],
  );
});

test.each(['providers', 'subscribers', 'channels'])('every folder of src/%s is in its list', (layer) => {
  const folders = readdirSync(`src/${layer}`, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const list = sources.find(({ path }) => path === `src/${layer}/index.ts`);
  const listed = list?.imports.filter(({ isType }) => !isType).map(({ from }) => from);
  expect(listed).toEqual(expect.arrayContaining(folders.map(({ name }) => `src/${layer}/${name}/index.ts`)));
});

const READS_ENVIRONMENT = /\bprocess\s*(\?\.|\.)\s*env\b|\}\s*=\s*process\b|from\s*['"](node:)?process['"]/;

function violationsOf({ path, text, imports }: SourceFile): string[] {
  const [layer = ''] = path.replace('src/', '').split('/');
  const rows = Object.entries(LAYERS).filter(([row]) => path === `src/${row}` || path.startsWith(`src/${row}/`));
  const values = rows.flatMap(([, row]) => row.values);
  const types = [...values, ...rows.flatMap(([, row]) => row.types ?? [])];
  const violations = imports
    .filter(({ from, isType }) => !isOfOwnFolder(path, from) && !mayImport(layer, from, isType ? types : values))
    .map(({ from, isType }) => `${path} imports ${isType ? 'types of ' : ''}${from}`);
  return /\bimport\(/.test(text) ? [...violations, `${path} imports something at run time`] : violations;
}

const STAND_APART = new Set(['providers', 'subscribers', 'channels']);

/** Folders of providers, of subscribers and of channels, and programs, stand beside each other and know nothing of each other. */
function isOfOwnFolder(path: string, from: string): boolean {
  const [, layer = '', folder = '', file] = path.split('/');
  if (layer === 'bin' || !from.startsWith(`src/${layer}/`)) return false;
  const standsApart = STAND_APART.has(layer) && file !== undefined;
  return !standsApart || from.startsWith(`src/${layer}/${folder}/`) || from.split('/').length === 3;
}

const mayImport = (layer: string, from: string, allowed: string[]): boolean =>
  allowed.some((entry) => {
    if (entry === '*') return !from.startsWith(`src/${layer}/`);
    if (entry.endsWith('*')) return from.startsWith(entry.slice(0, -1));
    return from === entry || from === `src/${entry}` || from.startsWith(`src/${entry}/`);
  });

/** Each as the way round it. */
function cyclesOf(files: SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file.imports.filter(({ isType }) => !isType)]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, way: string[]) => {
    if (way.includes(path)) cycles.push([...way.slice(way.indexOf(path)), path].join(' '));
    if (way.includes(path) || done.has(path)) return;
    for (const { from } of byPath.get(path) ?? []) visit(from, [...way, path]);
    done.add(path);
  };
  for (const path of byPath.keys()) visit(path, []);
  return cycles;
}
