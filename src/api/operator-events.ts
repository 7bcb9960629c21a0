import { z } from 'zod';
import { Unavailable } from '../domain/errors.ts';
import type { OpenOperatorEvent } from '../domain/operator-event.ts';
import { activityIdOf } from '../domain/temporal-names.ts';
import type { PaymentProcess } from '../temporal/payment-processes.ts';
import type { Api } from './api.ts';
import { readTemporalCursor, temporalCursor } from './cursor.ts';
import { viewOpen } from './payment-view.ts';
import { delivery } from './schemas.ts';

/** An event that somebody is not told yet, as it is shown. */
export const openEvent = z.object({
  eventId: z.string(),
  event: z.enum(['delivery.parked', 'payment.held', 'result.unhandled', 'subscriber.paused', 'subscriber.recovered']),
  payNo: z.string().nullable(),
  subscriber: z.string().nullable().describe('that the event is about'),
  reason: z.string(),
  occurredAt: z.string(),
  deliveries: z.array(delivery),
});

type EventView = z.infer<typeof openEvent>;
type EventProcess = PaymentProcess<OpenOperatorEvent>;

/** What the workflow says. @throws Unavailable where no worker answers for it. */
export function requireAnswered({ open }: EventProcess): OpenOperatorEvent {
  if (!open) throw new Unavailable('The payments worker', 'the query status was not answered');
  return open;
}

export type EventPage = { subscriber: string | null; limit: number; cursor: string | null };

/** A page of them, the newest first. @throws Unavailable where Temporal or the payments worker is away. */
export const createEventList =
  ({ notifications: { events } }: Pick<Api, 'notifications'>) =>
  async ({ subscriber, limit, cursor }: EventPage) => {
    const { eventIds, pageToken } = await events.listOpen({ subscriber, limit, pageToken: readTemporalCursor(cursor) });
    const processes = await Promise.all(eventIds.map(events.look));
    return {
      events: processes.flatMap((process) => (process?.status === 'RUNNING' ? viewEvent(process) : [])), // the list is a moment late
      nextCursor: pageToken && temporalCursor(pageToken),
    };
  };

function viewEvent(process: EventProcess): EventView {
  const { eventId, event, payNo, subscriber, reason, occurredAt, deliveries } = requireAnswered(process);
  return {
    ...{ eventId, event, payNo, subscriber, reason, occurredAt },
    deliveries: deliveries.map((said) =>
      viewOpen({ subscriber: said.subscriber, activityId: activityIdOf(said.subscriber, event), said }, process),
    ),
  };
}
