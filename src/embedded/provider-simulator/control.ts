import { z } from 'zod';
import type { PaymentEvent } from '../../domain/payment-fact.ts';
import type { Simulator, Story } from '../../providers/simulator.ts';
import { SIMULATORS } from '../../providers/simulators.ts';
import type { createBooks } from './books.ts';
import { type AnswerLie, answerLie, webhookLies } from './lies.ts';
import type { WebhookSender } from './webhook-sender.ts';

const EVENTS = ['pending', 'paid', 'finished', 'closed', 'partially_refunded', 'refunded'] as const satisfies PaymentEvent[];

/** What happens to a payment at its provider, one event after the other, and what goes wrong with the telling of it. */
const happening = z.strictObject({
  provider: z.enum([...SIMULATORS.keys()]),
  payNo: z.string().min(1),
  amount: z.strictObject({ currency: z.string(), amountMinor: z.int().min(0) }),
  events: z.array(z.enum(EVENTS)).min(1),
  refund: z.strictObject({ refundId: z.string(), amountMinor: z.int().min(0) }).optional(),
  lies: webhookLies.prefault({}),
});

type Controlled = { books: ReturnType<typeof createBooks>; sender: WebhookSender; answerAs: (lie: AnswerLie) => void };

/**
 * What a test or a person tells the simulator, and asks it; undefined where there is no such call.
 * @throws ZodError for what is not well-formed.
 */
export function control(line: string, body: string, { books, sender, answerAs }: Controlled): object | undefined {
  const [, payNo] = /^GET \/simulator\/payments\/([^/]+)$/.exec(line) ?? [];
  if (payNo) return { sendings: sender.sendingsOf(decodeURIComponent(payNo)) };
  if (line === 'GET /simulator') return {};
  if (line === 'POST /simulator/answers') {
    answerAs(z.strictObject({ lie: answerLie }).parse(JSON.parse(body)).lie);
    return {};
  }
  if (line !== 'POST /simulator/payments') return undefined;
  const { provider, events, lies, ...said } = happening.parse(JSON.parse(body));
  const simulator = SIMULATORS.get(provider) as Simulator;
  const stories = events.map((event): Story => {
    const { refund, ...payment } = said;
    return { ...payment, event, happenedAt: new Date(), ...(refund && event.includes('refund') && { refund }) };
  });
  for (const story of stories) books(provider).note(story);
  sender.send({ provider, simulator, lies, stories: stories.filter(({ event }) => simulator.events.includes(event)) });
  return {};
}
