import { randomUUID } from 'node:crypto';
import type { OpenOperatorEvent, OperatorEvent, OperatorEventMessage } from '../../src/domain/operator-event.ts';
import type { Subscriber } from '../../src/domain/subscription.ts';
import { operatorEventIdOf } from '../../src/domain/temporal-names.ts';
import { eventually } from './eventually.ts';
import { subscriber } from './payments.ts';
import type { System } from './system.ts';

type OnEvent = (message: OperatorEventMessage, attempt: number) => void | Promise<void>;

/** Operators' subscribers, and events that they are to be told of. */
export function createAnnounced({ database, activities, client, startSubscriberWorker }: System) {
  const handleOf = (eventId: string) => client.workflow.getHandle(operatorEventIdOf(eventId));

  const open = (eventId: string) => handleOf(eventId).query<OpenOperatorEvent>('status');

  return {
    handleOf,
    open,
    /** One of which no worker runs. */
    register: (name: string, changes: Partial<Subscriber> = {}) =>
      database.insertSubscriber(subscriber(name, { events: 'operator', ...changes })),
    /** A worker of a task queue; gives the messages of all attempts, as they come. */
    async listen(taskQueue: string, onEvent: OnEvent = () => undefined) {
      const attempts: OperatorEventMessage[] = [];
      const onPaymentResult = async (message: OperatorEventMessage) => {
        attempts.push(message);
        await onEvent(message, attempts.length);
      };
      await startSubscriberWorker(taskQueue, { onPaymentResult });
      return attempts;
    },
    /** An event as a payment's process would hand it over. */
    async announce(changes: Partial<OperatorEvent> = {}) {
      const eventId = randomUUID();
      const about = {
        payNo: 'P-any',
        subscriber: null,
        reason: 'nobody subscribes to paid',
        occurredAt: new Date().toISOString(),
      };
      const event: OperatorEvent = { messageType: 'operator_event', eventId, event: 'result.unhandled', ...about, ...changes };
      await eventually(() => activities.announce({ events: [event] })); // begun twice, it is one
      return { eventId: event.eventId, handle: handleOf(event.eventId) };
    },
    /** The delivery of an open event comes to be like that. */
    becomes: (eventId: string, name: string, expected: object) =>
      eventually(async () => {
        const { deliveries } = await open(eventId);
        expect(deliveries.find((delivery) => delivery.subscriber === name)).toMatchObject(expected);
      }),
    /** As the API does it; the process is told apart. */
    setPaused: (name: string, pausedBy: string | null) => database.setSubscriberStatus({ name, pausedBy }),
    changed: (eventId: string, name: string) => handleOf(eventId).signal('subscriberChanged', { subscriber: name }),
  };
}
