import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTestOf, testNamesOf } from './support/test-names.ts';

/** Every test that the page names: `[the exact name](../test/the-file.ts)`, which a line end may cut anywhere. */
const page = readFileSync('docs/failure-modes.md', 'utf8');
const references = [...page.matchAll(/\[([^\]]+)\]\(\.\.\/(test\/[^)]+)\)/g)].map(([, name = '', path = '']) => ({
  name: name.replace(/\s+/g, ' '),
  path,
}));

describe('docs/failure-modes.md', () => {
  test('names tests that exist', () => {
    expect(references.length).toBeGreaterThan(100);
    expect(references.filter(({ name, path }) => !existsSync(path) || !isTestOf(path, name))).toEqual([]);
  });

  test('says nothing of what happens without naming its test', () => {
    const [behaviours = ''] = page.split('\n## What cannot be helped');
    const entries = behaviours.split(/^- /m).slice(1);
    expect(entries.length).toBeGreaterThan(50);
    expect(entries.filter((entry) => !entry.includes('](../test/'))).toEqual([]);
  });
});

describe('a name is that of a test', () => {
  const path = 'test/api/routes/webhooks-away.test.ts';
  test.each([
    'notifications are taken with Postgres away',
    'trap 1: while Temporal %s › what is not genuine is refused all the same',
    'trap 1: while Temporal refuses connections › what is not genuine is refused all the same',
    'trap 1: while Temporal refuses connections',
  ])('%s', (name) => expect(isTestOf(path, name)).toBe(true));

  test.each([
    'notifications are taken with Postgres',
    'what is not genuine is refused all the same',
    'trap 1: while Temporal %s › what is genuine is refused all the same',
    'trap 1: while Temporal is on holiday › what is not genuine is refused all the same',
  ])('and not: %s', (name) => expect(isTestOf(path, name)).toBe(false));
});

describe('every fault and every trap has a test of its name', () => {
  const names = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => testNamesOf(join('test', file)));
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

  test.each([...numbers(11).map((number) => `fault ${number}:`), ...numbers(12).map((number) => `trap ${number}:`)])(
    '%s',
    (prefix) => {
      expect(names.filter((name) => name.split(' › ').some((part) => part.startsWith(prefix)))).not.toEqual([]);
      expect(references.filter(({ name }) => name.includes(prefix))).not.toEqual([]);
    },
  );
});
