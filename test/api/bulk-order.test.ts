import { bulkOrder } from '../../src/api/bulk-order.ts';

const until = new Date('2026-11-24T12:00:00Z');

test.each(['retry', 'skip'] as const)('%s of what is still tried is not meant for what has parked meanwhile', (action) => {
  const request = { action, reason: 'any', state: 'processing' as const, dryRun: false };
  const { signal } = bulkOrder(request, { by: 'ann', until });
  expect(signal.input).toMatchObject({ only: { pending: true, until: until.toISOString() } });
});
