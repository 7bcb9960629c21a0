import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ApiClient } from './api-client.ts';

const delivery = z.object({
  subscriber: z.string(),
  status: z.string(),
  attempts: z.number().nullable(),
  lastError: z.string().nullable(),
  nextAttemptAt: z.string().nullable(),
});

const payment = z.object({
  status: z.string(),
  results: z.array(z.object({ deliveries: z.array(delivery) })),
  workflow: z.object({ id: z.string(), url: z.string().nullable() }).nullable(),
});

type Delivery = z.infer<typeof delivery>;
type Payment = z.infer<typeof payment>;

/**
 * Asks the API how the payment's deliveries stand until all have been made, and says every change.
 * @throws when they take longer than a minute.
 */
export async function followDeliveries(api: ApiClient, payNo: string, say: (line: string) => void): Promise<Payment> {
  const said = new Set<string>();
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await sleep(200)) {
    const seen = await api.get(`/payments/${payNo}`, payment);
    const deliveries = seen.results.flatMap((result) => result.deliveries);
    for (const line of deliveries.flatMap(describe)) {
      if (!said.has(line)) say(line);
      said.add(line);
    }
    if (seen.status === 'paid' && deliveries.length > 0 && deliveries.every(({ status }) => status === 'delivered')) return seen;
  }
  throw new Error(`not everything of ${payNo} was delivered within two minutes`);
}

/** In words, or nothing while there is nothing to tell: an attempt is running, say. */
function describe({ subscriber, status, attempts, lastError, nextAttemptAt }: Delivery): string[] {
  const name = subscriber.padEnd(18);
  if (status === 'delivered') return [`${name} attempt ${attempts}: delivered`];
  if (status !== 'retrying' || !nextAttemptAt) return [];
  return [`${name} attempt ${attempts} failed: ${lastError}; the next at ${nextAttemptAt.slice(11, 19)} UTC`];
}
