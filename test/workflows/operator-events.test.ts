import { PermanentError } from '../../src/domain/errors.ts';
import type { OpenOperatorEvent, OperatorEventMessage } from '../../src/domain/operator-event.ts';
import { operatorEventIdOf } from '../../src/domain/temporal-names.ts';
import { eventually } from '../support/eventually.ts';
import { subscriber } from '../support/payments.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem();

const heard: OperatorEventMessage[] = [];
let failures = 0;

beforeAll(async () => {
  await system().database.insertSubscriber(subscriber('on-call', { events: 'operator' }));
  await system().startSubscriberWorker('on-call', {
    onPaymentResult: async (message: OperatorEventMessage) => {
      heard.push(message);
      if (failures-- > 0) throw new PermanentError('the pager is off');
    },
  });
});

const eventOf = (payNo: string) =>
  eventually(() => {
    const event = heard.find((one) => one.payNo === payNo);
    if (!event) throw new Error('not heard of yet');
    return event;
  });

test('operators are told of a parked delivery, and are told no payments', async () => {
  const scene = createScene(system());
  await scene.subscribe('refuses', () => {
    throw new PermanentError('there is no such student');
  });
  const { payNo } = await scene.pay();
  const event = await eventOf(payNo);
  expect(event).toMatchObject({
    messageType: 'operator_event',
    event: 'delivery.parked',
    subscriber: 'refuses',
    reason: 'paid: there is no such student',
    idempotencyKey: `event/${event.eventId}/on-call`,
  });
  await system().client.workflow.getHandle(operatorEventIdOf(event.eventId)).result();
  expect(heard.filter((one) => one.payNo === payNo)).toHaveLength(1);
});

test('operators are told of a payment that is held', async () => {
  const scene = createScene(system());
  const { payNo } = await scene.pay({ amount: { currency: 'CNY', amountMinor: 1 } });
  expect(await eventOf(payNo)).toMatchObject({
    event: 'payment.held',
    reason: 'CNY 88.80 was asked, the notification says CNY 0.01',
  });
});

test('operators are told of a result that nobody subscribes to', async () => {
  const { payNo, handle } = await createScene(system()).pay();
  await handle.result();
  expect(await eventOf(payNo)).toMatchObject({ event: 'result.unhandled', subscriber: null });
});

test('an event that its subscriber refuses waits for a person, and the payment does not wait for it', async () => {
  failures = 1;
  const { payNo, handle } = await createScene(system()).pay();
  await handle.result();
  const { eventId } = await eventOf(payNo);
  const event = system().client.workflow.getHandle(operatorEventIdOf(eventId));
  await eventually(async () =>
    expect((await event.query<OpenOperatorEvent>('status')).deliveries).toMatchObject([{ status: 'parked' }]),
  );
  expect((await event.describe()).status.name).toBe('RUNNING');
  await event.signal('retryDelivery', { subscriber: 'on-call', by: 'ann', reason: 'the pager is on' });
  await event.result();
  expect(heard.filter((one) => one.eventId === eventId)).toHaveLength(2);
});

test('an event that is skipped is not told again', async () => {
  failures = 1;
  const { payNo, handle } = await createScene(system()).pay();
  await handle.result();
  const { eventId } = await eventOf(payNo);
  const event = system().client.workflow.getHandle(operatorEventIdOf(eventId));
  await event.signal('skipDelivery', { subscriber: 'on-call', by: 'ann', reason: 'seen' });
  await event.result();
  expect(heard.filter((one) => one.eventId === eventId)).toHaveLength(1);
});

test('an event that is handed over twice is told once', async () => {
  const { payNo, handle } = await createScene(system()).pay();
  await handle.result();
  const { idempotencyKey: _, ...event } = await eventOf(payNo);
  await system().activities.announce({ events: [event] });
  await system().client.workflow.getHandle(operatorEventIdOf(event.eventId)).result();
  expect(heard.filter((one) => one.eventId === event.eventId)).toHaveLength(1);
});
