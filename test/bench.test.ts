import { median, percentile, summarize } from '../bench/arithmetic.ts';
import { usageBetween, withoutIdle } from '../bench/measure/cost.ts';
import { parseProcessStat, readProcesses, treesOf } from '../bench/measure/process-trees.ts';

describe('of repeated measurements', () => {
  test.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 2, 3], 2.5],
  ])('the median of %j is %d', (values, expected) => expect(median(values)).toBe(expected));

  test('there is no median of none', () => expect(median([])).toBeNaN());

  test.each([
    [50, 5],
    [90, 9],
    [99, 10],
    [100, 10],
    [1, 1],
  ])('%d % of ten are not above the %dth', (percent, expected) => {
    expect(percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], percent)).toBe(expected);
  });

  test('the least and the greatest are kept beside the median', () => {
    expect(summarize([12, 10, 30])).toEqual({ median: 12, least: 10, greatest: 30 });
  });
});

describe('a process by its line in /proc', () => {
  const line = '4242 (node (v20) x) S 17 4242 4242 0 -1 4194304 9 8 7 6 150 25 30 5 20 0 11 0 1000 0 0';

  test('has its parent and its CPU time, that of ended children too, whatever its name holds', () => {
    expect(parseProcessStat(line)).toEqual({ pid: 4242, parent: 17, cpuMs: 2_100 });
  });

  test('counts with all that it started, of any generation, and nothing else', () => {
    const process = (pid: number, parent: number) => ({ pid, parent, cpuMs: 0 });
    const all = [process(5, 4), process(4, 2), process(3, 1), process(2, 1), process(1, 0), process(9, 1)];
    expect(treesOf([2, 3], all).map(({ pid }) => pid)).toEqual([5, 4, 3, 2]);
  });

  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('is found while it runs', () => {
    expect(readProcesses().find(({ pid }) => pid === process.pid)?.parent).toBe(process.ppid);
  });
});

test('what a system takes while idle is taken off by the time that passed', () => {
  const reading = (atMs: number, cpuMs: number, writeTransactions: number) => ({
    ...{ atMs, cpuMs: { worker: cpuMs, postgres: 2 * cpuMs } },
    ...{ writeTransactions, walBytes: 1_000 * writeTransactions },
  });
  const idle = usageBetween(reading(0, 0, 0), reading(1_000, 10, 2));
  const busy = usageBetween(reading(1_000, 10, 2), reading(6_000, 560, 112));
  expect(withoutIdle(busy, idle)).toEqual({
    elapsedMs: 5_000,
    cpuMs: { worker: 500, postgres: 1_000 },
    writeTransactions: 100,
    walBytes: 100_000,
  });
});
