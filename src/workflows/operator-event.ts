import { CancellationScope, condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import type { OperatorEvent } from '../domain/operator-event.ts';
import type { CurrentSubscription } from '../domain/subscription.ts';
import { parkOnCancelRequest } from './cancelling.ts';
import { type Delivery, deliver } from './delivery.ts';
import { LOOK_AT_PAUSED_AFTER_MS } from './due.ts';
import { eventStatus, retryDelivery, skipDelivery, subscriberChanged } from './messages.ts';
import { createEventPublisher, openEvent } from './operator-event-view.ts';
import { orderDeliveries } from './orders.ts';
import { findCurrent } from './recording.ts';
import { newDelivery, takeSettings } from './settings.ts';

/** `subscriptions`: as they are when the event is announced. `carried`: what an earlier run with a long history hands on. */
export type OperatorEventInput = {
  event: OperatorEvent;
  subscriptions: CurrentSubscription[];
  carried?: Delivery<OperatorEvent>[];
};

/**
 * Tells operators' subscribers of one event, each by its own policy, side by side. What gives up, and what is for one that is paused,
 * waits for a person or a resume, as a payment's deliveries do; a cancel request does not end it.
 */
export async function operatorEvent({ event, subscriptions, carried }: OperatorEventInput): Promise<void> {
  const telling = { event, deliveries: carried ?? subscriptions.map((current) => begin(event, current)), cancelledBy: null };
  const { deliveries } = telling;
  const open = () => deliveries.filter(({ settled }) => !settled);
  let needsReload = false;
  setHandler(retryDelivery, (order) => orderDeliveries(telling, { ...order, kind: 'retry' }));
  setHandler(skipDelivery, (order) => orderDeliveries(telling, { ...order, kind: 'skip' }));
  setHandler(subscriberChanged, ({ subscriber }) => {
    needsReload ||= open().some(({ subscription }) => subscription.name === subscriber);
  });
  setHandler(eventStatus, () => openEvent(telling));
  parkOnCancelRequest(telling);

  await CancellationScope.nonCancellable(async () => {
    const publish = createEventPublisher(telling);
    publish();
    for (const delivery of open()) void deliver(delivery, publish);
    for (;;) {
      // Whoever is told of a change may not have seen an event that has just begun: it looks for itself in the end.
      await condition(() => needsReload || open().length === 0 || isLong(open()), LOOK_AT_PAUSED_AFTER_MS);
      if (open().length === 0) return;
      if (isLong(open()) && !needsReload)
        await continueAsNew<typeof operatorEvent>({ event, subscriptions, carried: deliveries });
      needsReload = false;
      await reload(open());
    }
  });
}

const begin = (event: OperatorEvent, { pausedBy, removed: _, ...subscription }: CurrentSubscription): Delivery<OperatorEvent> =>
  newDelivery({ result: event, subscription, pausedBy });

async function reload(deliveries: Delivery<OperatorEvent>[]): Promise<void> {
  const current = await findCurrent(deliveries.map(({ subscription }) => subscription));
  for (const [index, delivery] of deliveries.entries()) {
    const found = current[index];
    if (found) takeSettings(delivery, found);
  }
}

/** As of a payment: a new history should begin, and nothing is pending that could not be carried. */
const isLong = (open: Delivery<OperatorEvent>[]): boolean =>
  workflowInfo().continueAsNewSuggested && open.every(({ status }) => status !== 'pending');
