import type { z } from 'zod';
import type { openEvent } from '../../api/operator-events.ts';
import { columns, oneLine } from './columns.ts';
import { deliveryInWords } from './payment.ts';

export type EventPage = { events: z.infer<typeof openEvent>[]; nextCursor: string | null };

/** A line for each subscriber of each event: what it is, and where telling it stands. */
export function eventsInWords({ events }: EventPage): string {
  if (events.length === 0) return 'everybody is told of everything';
  const rows = events.flatMap(({ eventId, event, payNo, subscriber, reason, occurredAt, deliveries }) =>
    deliveries.map((delivery) => [
      ...[eventId, occurredAt, event, [payNo, subscriber].filter(Boolean).join(' '), reason].map(oneLine),
      ...[delivery.subscriber, deliveryInWords(delivery)],
    ]),
  );
  return columns([['EVENT', 'SINCE', 'WHAT', 'OF', 'WHY', 'TO', 'STATE'], ...rows]).join('\n');
}
