import { since } from '../../src/cli/since.ts';

const NOW = Date.parse('2026-11-24T12:00:00.000Z');
beforeEach(() => void jest.spyOn(Date, 'now').mockReturnValue(NOW));
afterEach(() => jest.restoreAllMocks());

test.each([
  ['90s', '2026-11-24T11:58:30.000Z'],
  ['30m', '2026-11-24T11:30:00.000Z'],
  ['1h', '2026-11-24T11:00:00.000Z'],
  ['2d', '2026-11-22T12:00:00.000Z'],
  ['2026-11-24', '2026-11-24T00:00:00.000Z'],
  ['2026-11-24T06:00Z', '2026-11-24T06:00:00.000Z'],
  ['2026-11-24T06:00:00.5+08:00', '2026-11-23T22:00:00.500Z'],
])('%s is %s, at noon', (text, time) => expect(since(text)).toBe(time));

test.each(['', '1', 'h', '1.5h', '-1h', '1w', 'yesterday', '2026-13-01', '2026-11-24T06:00:00', '24.11.2026'])(
  '%j is no point in time, or not the same everywhere',
  (text) => expect(() => since(text)).toThrow(/^Write 30m, 1h or 2d/),
);

test('what is still to come is no beginning', () => expect(() => since('2026-11-25')).toThrow('That is still to come.'));
