import { condition, log, setCurrentDetails, setHandler } from '@temporalio/workflow';
import { eventMessageFor, type OperatorEvent } from '../domain/operator-event.ts';
import type { Subscription } from '../domain/subscription.ts';
import { activityIdOf } from '../domain/temporal-names.ts';
import { explain, tellSubscriber } from './attempt.ts';
import { retryDelivery, skipDelivery } from './messages.ts';

export type OperatorEventInput = { event: OperatorEvent; subscriptions: Subscription[] };

/** Tells operators' subscribers of one event, each by its own policy; one that gives up waits for a person, as a payment's does. */
export async function operatorEvent({ event, subscriptions }: OperatorEventInput): Promise<void> {
  const said = new Map(subscriptions.map(({ name }) => [name, 'being told']));
  const orders = new Map<string, 'retry' | 'skip'>();
  const say = (name: string, words: string) => {
    said.set(name, words);
    setCurrentDetails(
      [`${event.event}: ${event.reason}`, '', ...[...said].map(([who, what]) => `- **${who}**: ${what}`)].join('\n'),
    );
  };
  setHandler(retryDelivery, ({ subscriber }) => void orders.set(subscriber, 'retry'));
  setHandler(skipDelivery, ({ subscriber }) => void orders.set(subscriber, 'skip'));

  async function tell(subscription: Subscription): Promise<void> {
    const { name } = subscription;
    const telling = {
      activityId: activityIdOf(name, event.event),
      summary: `${name}: ${event.event}`,
      message: eventMessageFor(name, event),
    };
    for (;;) {
      say(name, 'being told');
      try {
        await tellSubscriber(subscription, telling);
        return say(name, 'told');
      } catch (error) {
        const { reason } = explain(error);
        log.warn('event.parked', { subscriber: name, eventId: event.eventId });
        say(name, `parked, waits for retry or skip: ${reason}`);
      }
      await condition(() => orders.has(name));
      const order = orders.get(name);
      orders.delete(name);
      if (order === 'skip') return say(name, 'skipped');
    }
  }

  await Promise.all(subscriptions.map(tell));
}
