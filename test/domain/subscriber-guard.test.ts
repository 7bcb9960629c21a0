import { FIRST_PROBE_AFTER_MS, isDense, nextGapMs } from '../../src/domain/subscriber-guard.ts';

describe('failures are dense', () => {
  test.each([
    [20, 0],
    [20, 2],
    [900, 100],
  ])('with %i failed attempts and %i deliveries', (failed, delivered) => expect(isDense({ failed, delivered })).toBe(true));

  test.each([
    [0, 0],
    [19, 0],
    [20, 3],
    [899, 101],
  ])('and not with %i failed attempts and %i deliveries', (failed, delivered) =>
    expect(isDense({ failed, delivered })).toBe(false),
  );
});

test('a subscriber that is away is probed with growing gaps, at most ten minutes apart', () => {
  const gaps = [FIRST_PROBE_AFTER_MS];
  while (gaps.length < 7) gaps.push(nextGapMs(gaps.at(-1) ?? 0));
  expect(gaps.map((gap) => gap / 1000)).toEqual([30, 60, 120, 240, 480, 600, 600]);
});
