import { subscriberGuardIdOf } from '../../src/domain/temporal-names.ts';
import { createSubscriberGuards } from '../../src/temporal/subscriber-guards.ts';
import type { subscriberGuard } from '../../src/workflows/subscriber-guard.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem({ time: 'skipping' });

/** A guard of a new subscriber that fails so many probes; the seconds after which it was probed. */
async function guarded(name: string, failures: number) {
  await createScene(system()).register(name);
  const times: number[] = [];
  await system().replacePaymentsWorker({
    findProbe: async () => ({ kind: 'test' }),
    probe: async () => {
      times.push((await system().now()).getTime());
      return { error: times.length > failures ? null : '503 Service Unavailable' };
    },
  });
  const begunAt = (await system().now()).getTime();
  await createSubscriberGuards(system().client).begin(name, { failed: 20, delivered: 0 });
  const guard = system().client.workflow.getHandle<typeof subscriberGuard>(subscriberGuardIdOf(name));
  const outcome = await guard.result();
  const seconds = times.map((time, n) => Math.round((time - (times[n - 1] ?? begunAt)) / 1000));
  return { guard, outcome, seconds };
}

test('a subscriber that stays away is probed after 30 s, then with gaps that double to ten minutes', async () => {
  const { guard, outcome, seconds } = await guarded('away-for-long', 7);
  expect(outcome).toEqual({ outcome: 'recovered', probes: 8 });
  const { events } = await guard.fetchHistory();
  const gaps = events?.flatMap(({ timerStartedEventAttributes: timer }) =>
    timer ? Number(timer.startToFireTimeout?.seconds) : [],
  );
  expect(gaps).toEqual([30, 60, 120, 240, 480, 600, 600, 600]);
  expect(seconds.map((waited, n) => waited >= (gaps?.[n] ?? Number.NaN))).toEqual(gaps?.map(() => true));
  expect(events?.length).toBeLessThan(8 * 20 + 30);
});
