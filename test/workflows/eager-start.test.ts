import { Client } from '@temporalio/client';
import { createPaymentNotifications } from '../../src/temporal/payment-notifications.ts';
import { createGate } from '../support/gate.ts';
import { paidFact } from '../support/payments.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem();

/** As in a process that has a payments worker too. */
const eagerly = () => {
  const { client, connection, namespace } = system();
  return createPaymentNotifications(client, new Client({ connection, namespace }));
};

test('a new payment is started with its fact, and its first workflow task comes with the answer', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('told-eagerly');
  const { payNo } = await scene.newPayment();
  await eagerly().notify(paidFact(payNo));
  const handle = scene.handleOf(payNo);
  expect(await handle.result()).toMatchObject({ delivered: ['told-eagerly: paid'] });
  expect(told).toHaveLength(1);
  const { events } = await handle.fetchHistory();
  const started = events?.[0]?.workflowExecutionStartedEventAttributes;
  expect(started?.eagerExecutionAccepted).toBe(true);
  expect((events ?? []).some(({ workflowExecutionSignaledEventAttributes: signal }) => signal)).toBe(false);
});

test('a fact of a payment that is open joins it, and one of a payment that has ended starts another run', async () => {
  const scene = createScene(system());
  const begun = createGate();
  const end = createGate();
  const told = await scene.subscribe('told-while-open', async () => {
    begun.open();
    await end.opened;
  });
  const { payNo } = await scene.newPayment();
  const { notify } = eagerly();
  await notify(paidFact(payNo));
  await begun.opened;
  await notify(paidFact(payNo));
  const handle = scene.handleOf(payNo);
  const { events } = await handle.fetchHistory();
  expect((events ?? []).filter(({ workflowExecutionSignaledEventAttributes: signal }) => signal)).toHaveLength(1);
  end.open();
  await handle.result();
  await notify(paidFact(payNo));
  expect(await scene.handleOf(payNo).result()).toMatchObject({ outcome: 'nothing to tell' });
  expect(told).toHaveLength(1);
});
