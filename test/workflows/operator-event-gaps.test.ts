import type { WorkflowHandle } from '@temporalio/client';
import { DEFAULT_RETRY } from '../../src/domain/subscription.ts';
import { createAnnounced } from '../support/announced.ts';
import { eventually } from '../support/eventually.ts';
import { useSystem } from '../support/system.ts';

// Temporal's list, by which changes of a subscriber find what is open, may not show an event yet that has just begun.
const system = useSystem({ time: 'skipping' });

/** Asked for its result, this server would let as much time pass as it takes. */
const hasEnded = (handle: WorkflowHandle) =>
  eventually(async () => expect((await handle.describe()).status.name).toBe('COMPLETED'));

test('an event that did not hear of a resume looks for itself', async () => {
  const scene = createAnnounced(system());
  await scene.register('resumed-unheard');
  const told = await scene.listen('resumed-unheard');
  await scene.setPaused('resumed-unheard', 'ann');
  const { eventId, handle } = await scene.announce();
  await scene.becomes(eventId, 'resumed-unheard', { status: 'parked' });
  await scene.setPaused('resumed-unheard', null);
  await system().skipTime('7 hours');
  await hasEnded(handle);
  expect(told).toHaveLength(1);
  await system().database.removeSubscriber('resumed-unheard');
});

test('an event that did not hear of the removal of its subscriber looks for itself, and ends', async () => {
  const scene = createAnnounced(system());
  await scene.register('removed-unheard', { retry: { ...DEFAULT_RETRY, initialIntervalSeconds: 3600 } });
  // No time passes on this server while a task waits for a worker.
  const attempts = await scene.listen('removed-unheard', () => Promise.reject(new Error('HTTP 503')));
  const { handle } = await scene.announce();
  await eventually(() => expect(attempts.length).toBeGreaterThan(0));
  await system().database.removeSubscriber('removed-unheard');
  await system().skipTime('7 hours');
  await hasEnded(handle);
});
