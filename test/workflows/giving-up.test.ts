import { DEFAULT_RETRY } from '../../src/domain/subscription.ts';
import { eventually } from '../support/eventually.ts';
import { createGate } from '../support/gate.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem();

test('a delivery gives up after its time also when no worker ever polls its queue, and is parked with the reason', async () => {
  const scene = createScene(system());
  await scene.register('nobody-home', { retry: { ...DEFAULT_RETRY, giveUpAfterSeconds: 1 } });
  const { payNo } = await scene.pay();
  await eventually(async () =>
    expect(await scene.delivery(payNo, 'nobody-home')).toEqual({
      subscriber: 'nobody-home',
      status: 'parked',
      parkedReason: 'not delivered within the time after which it gives up: no worker took it',
      failureType: 'TimeoutSCHEDULE_TO_START',
    }),
  );
});

test('a subscriber that has no worker yet is told as soon as it has one', async () => {
  const scene = createScene(system());
  await scene.register('not-built-yet', { retry: DEFAULT_RETRY });
  const { payNo, handle } = await scene.pay();
  await eventually(async () => expect(await scene.delivery(payNo, 'not-built-yet')).toMatchObject({ status: 'pending' }));
  const told = await scene.listen('not-built-yet');
  expect(await handle.result()).toMatchObject({ delivered: ['not-built-yet: paid'] });
  expect(told).toHaveLength(1);
});

test('an attempt that takes longer than its time is one of the attempts after which a delivery gives up', async () => {
  const scene = createScene(system());
  const { opened, open } = createGate();
  const attempts = await scene.subscribe('hangs', () => opened, {
    timeoutSeconds: 1,
    retry: { ...DEFAULT_RETRY, initialIntervalSeconds: 0.05, maximumAttempts: 2 },
  });
  const { payNo } = await scene.pay();
  await eventually(async () =>
    expect(await scene.delivery(payNo, 'hangs')).toMatchObject({
      status: 'parked',
      parkedReason: 'gave up after its last attempt: an attempt took too long',
    }),
  );
  await eventually(() => expect(attempts).toHaveLength(2));
  open();
});

test('a delivery whose next attempt would come after its time gives up at once, and names the last error', async () => {
  const scene = createScene(system());
  await scene.subscribe('out-of-time', () => Promise.reject(new Error('HTTP 500')), {
    retry: { ...DEFAULT_RETRY, initialIntervalSeconds: 3600, giveUpAfterSeconds: 60 },
  });
  const { payNo } = await scene.pay();
  await eventually(async () =>
    expect(await scene.delivery(payNo, 'out-of-time')).toMatchObject({
      status: 'parked',
      parkedReason: 'not delivered within the time after which it gives up: HTTP 500',
    }),
  );
});
