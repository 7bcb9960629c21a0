import { refusing } from '../../support/away.ts';
import { eventually } from '../../support/eventually.ts';
import { notificationsAt, startApi, type TestApi } from '../fixture.ts';
import { payNosOf, useListedPayments } from '../listed-payments.ts';

const { system, api, list, paid } = useListedPayments();

describe('a page', () => {
  test.each(['processing', 'parked', 'held', 'done'])('goes on where the one before ended: %s', async (state) => {
    const orderType = { done: 'fine', parked: 'parks', processing: 'waits' }[state];
    const made = [await paid(state), await paid(state), await paid(state)];
    const query: Record<string, string> = { state, limit: '2', ...(orderType && { orderType }) };
    const seen: string[] = [];
    await eventually(async () =>
      expect(payNosOf(await list({ ...query, limit: '100' }))).toEqual(expect.arrayContaining(made.map(({ payNo }) => payNo))),
    );
    const first = await list(query);
    expect(first.payments).toHaveLength(2);
    // What comes meanwhile is in front, and shifts nothing.
    await paid(state);
    for (let page = first; ; page = await list({ ...query, cursor: page.nextCursor ?? '' })) {
      seen.push(...payNosOf(page));
      if (!page.nextCursor) break;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(made.map(({ payNo }) => payNo)));
  });

  test.each([
    'x',
    '%00',
    Buffer.from('["p"]').toString('base64url'),
    Buffer.from(`["p","2026-01-01T00:00:00Z","\\u0000"]`).toString('base64url'),
    Buffer.from(`["p","'; drop table orders","P1"]`).toString('base64url'),
  ])('of a cursor that was never given is refused: %s', async (cursor) => {
    for (const state of ['parked', 'done']) {
      expect(await api().call(`GET /payments?state=${state}&cursor=${encodeURIComponent(cursor)}`)).toMatchObject({
        ...{ status: 400, type: 'application/problem+json' },
        body: { detail: 'this cursor is not one of this list; begin without one' },
      });
    }
  });

  test('of a cursor that Temporal never gave is refused', async () => {
    const cursor = Buffer.from(`["t","${Buffer.from('nonsense').toString('base64')}"]`).toString('base64url');
    expect(await api().call(`GET /payments?state=parked&cursor=${cursor}`)).toMatchObject({ status: 400 });
  });
});

test.each(['state=lost', 'limit=0', 'limit=101', 'since=yesterday', "subscriber=x'", "orderType=x'", 'q=', 'any=1'])(
  'a list of ?%s is refused',
  async (query) =>
    expect(await api().call(`GET /payments?${query}`)).toMatchObject({ status: 400, type: 'application/problem+json' }),
);

describe('with Temporal away', () => {
  async function away<Value>(look: (of: TestApi) => Promise<Value>): Promise<Value> {
    const { notifications, close } = notificationsAt((await refusing()).address);
    const of = await startApi({ database: system().database, notifications });
    return look(of).finally(async () => {
      await of.app.close();
      await close();
    });
  }

  test.each(['state=processing', 'state=parked', 'state=held', 'subscriber=told', 'state=parked&q=P-'])(
    'the list of ?%s is refused for now',
    async (query) => {
      const { payNo } = await paid('held');
      await away(async (of) =>
        expect(await of.call(`GET /payments?${query.replace('P-', payNo)}`)).toMatchObject({
          ...{ status: 503, type: 'application/problem+json', headers: { 'retry-after': '5' } },
          body: { detail: 'Temporal does not answer; try again' },
        }),
      );
    },
  );

  test('what is done is listed, and a search finds, without what only Temporal knows', async () => {
    const done = await paid('done');
    const open = await paid('parked');
    await away(async (of) => {
      expect(payNosOf(await list({ state: 'done' }, of))).toContain(done.payNo);
      const known = { state: 'unknown', workflow: null, status: 'paid', title: 'Mathematics for beginners' };
      expect((await list({ q: open.payNo }, of)).payments).toMatchObject([known]);
      expect((await list({ q: done.payNo }, of)).payments).toMatchObject([{ state: 'done' }]);
    });
  });
});
