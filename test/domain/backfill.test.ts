import { missedResults, type ResultForOne } from '../../src/domain/backfill.ts';
import type { ResultKind } from '../../src/domain/payment-result.ts';
import { result } from '../support/calls.ts';
import { subscriber } from '../support/payments.ts';

const filter = { takes: (expression: string) => expression === 'yes' };

const known = (kind: ResultKind, changes: Partial<ResultForOne> = {}): ResultForOne => ({
  ...{ result: result({ resultId: kind, result: kind }), isSince: true, isSubscribed: false, isSkipped: false },
  ...changes,
});

const missed = (results: ResultForOne[], settings: Parameters<typeof subscriber>[1] = {}) =>
  missedResults(subscriber('late', settings), results, filter).map(({ resultId }) => resultId);

const told = { isSubscribed: true };
const before = { isSince: false };

describe('a subscriber that came later missed', () => {
  test.each([
    ['a payment', [known('paid')], ['paid']],
    ['a closing', [known('closed')], ['closed']],
    ['a payment and its partial refund', [known('paid'), known('partially_refunded')], ['paid', 'partially_refunded']],
    ['the refund of what it was told', [known('paid', told), known('partially_refunded')], ['partially_refunded']],
    ['the full refund of what it was told', [known('paid', told), known('refunded')], ['refunded']],
    ['nothing of what it was told', [known('paid', told), known('refunded', told)], []],
    ['nothing of what was refunded in full before it was told', [known('paid'), known('refunded')], []],
    ['nothing of what was refunded in part, then in full', [known('paid'), known('partially_refunded'), known('refunded')], []],
    ['no refund of a payment that it was not told', [known('paid', before), known('partially_refunded')], []],
    ['no refund of a payment that was skipped', [known('paid', { ...told, isSkipped: true }), known('partially_refunded')], []],
    ['nothing from before that moment', [known('paid', before), known('closed', before)], []],
  ] as const)('%s', (_, results, expected) => expect(missed([...results])).toEqual(expected));

  test('what its order types, results and filter take now', () => {
    const results = [known('paid'), known('partially_refunded')];
    expect(missed(results, { results: ['paid'] })).toEqual(['paid']);
    expect(missed(results, { orderTypes: ['60202'] })).toEqual([]);
    expect(missed(results, { filter: 'no' })).toEqual([]);
    expect(missed(results, { filter: 'yes' })).toEqual(['paid', 'partially_refunded']);
    expect(missed(results, { events: 'operator' })).toEqual([]);
  });

  test('every refund where it wants to hear of refunds alone', () => {
    const settings: Parameters<typeof subscriber>[1] = { results: ['partially_refunded', 'refunded'] };
    expect(missed([known('paid'), known('partially_refunded')], settings)).toEqual(['partially_refunded']);
    expect(missed([known('paid', before), known('refunded')], settings)).toEqual(['refunded']);
  });
});
