import fc from 'fast-check';
import { keywordList } from '../../src/domain/keyword-list.ts';

const LIMIT = 2 * 1024;
const names = (count: number, length = 10) => Array.from({ length: count }, (_, index) => String(index).padStart(length, 'n'));

test('a short list is kept as it is, each entry once', () => {
  expect(keywordList([])).toEqual([]);
  expect(keywordList(['b', 'a', 'b'])).toEqual(['b', 'a']);
});

test('forty entries are kept, and of more the first forty and a star', () => {
  expect(keywordList(names(40))).toEqual(names(40));
  expect(keywordList(names(41))).toEqual([...names(40), '*']);
  expect(keywordList(names(10_000))).toEqual([...names(40), '*']);
});

test('forty subscribers with the longest names fit', () => expect(keywordList(names(40, 40))).toEqual(names(40, 40)));

test('an entry that is too long by itself is a star', () => expect(keywordList(['x'.repeat(3_000)])).toEqual(['*']));

test('whatever the entries are, the list stays below 2 KiB as Temporal keeps it, and says when something is missing', () => {
  const characters = fc.constantFrom('a', '"', '\\', '\n', '\0', '\u2028', '课', '😀', '\ud800');
  const entries = fc.array(fc.string({ unit: characters, maxLength: 100 }), { maxLength: 60 });
  fc.assert(
    fc.property(entries, (all) => {
      const kept = keywordList(all);
      expect(Buffer.byteLength(JSON.stringify(kept))).toBeLessThan(LIMIT);
      const distinct = [...new Set(all)];
      const isCut = kept.length !== distinct.length || kept.at(-1) !== distinct.at(-1);
      expect(kept).toEqual(isCut ? [...distinct.slice(0, kept.length - 1), '*'] : distinct);
    }),
    { numRuns: 500 },
  );
});
