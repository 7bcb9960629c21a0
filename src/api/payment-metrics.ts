import { Gauge, type Registry } from 'prom-client';
import type { PaymentState } from '../domain/delivery.ts';
import { Unavailable } from '../domain/errors.ts';
import type { Api } from './api.ts';
import type { Pollers } from './pollers.ts';

/** Whoever scrapes more often hears the same again: a scrape costs Temporal a count for each subscriber. */
const KEPT_MS = 10_000;

const OPEN_STATES = ['processing', 'parked', 'held'] as const satisfies PaymentState[];

type Sample = { label: string; value: number };

/** What is open, parked and polled, by Temporal's word. Without it the figures are absent, never zero. */
export function measurePayments(registry: Registry, { database, notifications, pollers }: Api & { pollers: Pollers }): void {
  const { countInState, countParkedFor } = notifications;
  const names = async () => (await database.listSubscribers()).map(({ name }) => name);

  gauge(registry, { name: 'paynotify_payments', help: 'Payments that are open, by what they wait for', label: 'state' }, () =>
    samples([...OPEN_STATES], countInState),
  );

  const help = 'Payments with a parked delivery to this subscriber; *: to others than the first 40 of a payment';
  gauge(registry, { name: 'paynotify_deliveries_parked', help, label: 'subscriber' }, async () => {
    const all = [...(await names()), '*'];
    // Usually nothing is parked, and then one question is enough.
    return (await countInState('parked')) === 0 ? all.map((label) => ({ label, value: 0 })) : samples(all, countParkedFor);
  });

  const polled = 'Workers that poll the task queue of this subscriber';
  gauge(registry, { name: 'paynotify_subscriber_pollers', help: polled, label: 'subscriber' }, async () => {
    const queues = new Map((await database.listSubscribers()).map(({ name, taskQueue }) => [name, taskQueue]));
    return samples([...queues.keys()], (name) => pollers.countOf(queues.get(name) ?? ''));
  });
}

type Described = { name: string; help: string; label: string };

function gauge(registry: Registry, { name, help, label }: Described, look: () => Promise<Sample[]>): void {
  let kept: { until: number; found: Promise<Sample[]> } | undefined;
  new Gauge({
    ...{ name, help, labelNames: [label], registers: [registry] },
    async collect() {
      if (!kept || kept.until <= Date.now()) kept = { until: Date.now() + KEPT_MS, found: look().catch(noneWhereAway) };
      const found = await kept.found;
      this.reset();
      for (const sample of found) this.set({ [label]: sample.label }, sample.value);
    },
  });
}

/** One for each label; those that nobody can say are left out. */
async function samples<Label extends string>(
  labels: Label[],
  count: (label: Label) => Promise<number | null>,
): Promise<Sample[]> {
  const counted = await Promise.all(
    labels.map(async (label) => {
      const value = await count(label).catch(nullWhereAway);
      return value === null ? [] : [{ label, value }];
    }),
  );
  return counted.flat();
}

function nullWhereAway(error: unknown): null {
  if (error instanceof Unavailable) return null;
  throw error;
}

const noneWhereAway = (error: unknown): Sample[] => nullWhereAway(error) ?? [];
