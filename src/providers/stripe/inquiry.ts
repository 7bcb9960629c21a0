import Stripe from 'stripe';
import type { PayRecord } from '../../domain/order.ts';
import type { PaymentFact } from '../../domain/payment-fact.ts';
import { answerInTime } from '../answer-in-time.ts';
import type { JsonObject } from '../json.ts';
import { textAt, valueAt } from '../json-fields.ts';
import type { Inquiry } from '../provider.ts';
import { type PaidEvent, paymentFacts } from './notification.ts';

/** `apiUrl` is Stripe's where it is left out. */
export type StripeInquirySettings = { apiKey: string; paidEvent: PaidEvent; apiUrl?: string };

/**
 * What Stripe has of a payment: Checkout's sessions, or payment intents. Stripe signs no answers: its TLS vouches for them.
 * Neither can be looked up by our number: sessions have no search, and that of intents is a minute late. So those are listed that
 * were made from a minute before the pay record to ten minutes after it, which is when the shop makes one; a page is 100.
 */
export function createStripeInquiry({ apiKey, paidEvent, apiUrl }: StripeInquirySettings): Inquiry {
  const stripe = new Stripe(apiKey, {
    ...{ timeout: 5_000, maxNetworkRetries: 0, telemetry: false },
    ...(apiUrl && { httpClient: Stripe.createFetchHttpClient((url, init) => fetch(rebased(String(url), apiUrl), init)) }),
  });
  const { list, end, translate } = paidEvent === 'checkout' ? sessions(stripe) : intents(stripe);

  async function find({ payNo, createdAt }: PayRecord): Promise<JsonObject[]> {
    const madeAt = Math.floor(Date.parse(createdAt) / 1000);
    const found: JsonObject[] = [];
    for await (const listed of list({ gte: madeAt - 60, lte: madeAt + 600 })) {
      const object = listed as unknown as JsonObject;
      if ((textAt(object, 'metadata.pay_no') ?? textAt(object, 'client_reference_id')) === payNo) found.push(object);
    }
    return found;
  }

  return {
    async query(payRecord) {
      const found = await inTime("Stripe's query", () => find(payRecord));
      return decisive(found.flatMap((object) => paymentFacts(translate(object), paidEvent).map(numbered)));
    },
    async close(payRecord) {
      await inTime("Stripe's closing", async () => {
        for (const object of await find(payRecord)) if (!ENDED.has(String(object['status']))) await end(String(object['id']));
      });
    },
  };
}

type Made = { gte: number; lte: number };

const ENDED = new Set(['expired', 'canceled']);

const sessions = (stripe: Stripe) => ({
  list: (created: Made): AsyncIterable<object> =>
    stripe.checkout.sessions.list({ created, limit: 100, expand: ['data.payment_intent.latest_charge'] }),
  end: (id: string) => stripe.checkout.sessions.expire(id),
  translate: (session: JsonObject) =>
    asEvent(sessionEvent(session), { ...session, payment_intent: valueAt(session, 'payment_intent.id') ?? null }, session),
});

/** As in the webhook, complete is not paid; a bank debit or a voucher that failed leaves its intent waiting for another try. */
function sessionEvent(session: JsonObject): string {
  if (session['status'] === 'expired') return 'checkout.session.expired';
  const hasFailed = /^(requires_payment_method|canceled)$/.test(textAt(session, 'payment_intent.status') ?? '');
  const isOver = session['status'] === 'complete' && session['payment_status'] === 'unpaid' && hasFailed;
  return isOver ? 'checkout.session.async_payment_failed' : 'checkout.session.completed';
}

const intents = (stripe: Stripe) => ({
  list: (created: Made): AsyncIterable<object> =>
    stripe.paymentIntents.list({ created, limit: 100, expand: ['data.latest_charge'] }),
  end: (id: string) => stripe.paymentIntents.cancel(id),
  translate: (intent: JsonObject) => asEvent(intentEvent(intent), intent, { payment_intent: intent }),
});

function intentEvent({ status }: JsonObject): string {
  if (status === 'succeeded' || status === 'canceled') return `payment_intent.${status}`;
  return 'payment_intent.processing';
}

/** The event that Stripe's webhook would have brought: so that both are translated alike. */
function asEvent(type: string, object: JsonObject, withCharge: JsonObject): JsonObject {
  const created = valueAt(withCharge, 'payment_intent.latest_charge.created') ?? Math.floor(Date.now() / 1000);
  return { id: 'query', type, created, data: { object } };
}

const numbered = (fact: PaymentFact): PaymentFact => ({ ...fact, notificationId: `query/${fact.transactionId}/${fact.event}` });

/** A buyer may have opened several: one that is paid decides, and they are closed only when all of them are. */
function decisive(facts: PaymentFact[]): PaymentFact[] {
  const said = ['paid', 'pending', 'closed'].find((event) => facts.some((fact) => fact.event === event));
  return facts.filter(({ event }) => event === said);
}

function rebased(url: string, apiUrl: string): string {
  const { pathname, search } = new URL(url);
  return `${apiUrl}${pathname}${search}`;
}

/** The library's own errors quote the answer. */
async function inTime<Answer>(call: string, work: () => Promise<Answer>): Promise<Answer> {
  return answerInTime(
    call,
    work().catch((error: { statusCode?: number; code?: string }) => {
      throw new Error(
        `${call}: ${error.statusCode ? `refused with ${error.statusCode} ${error.code ?? ''}`.trim() : 'cannot be reached'}`,
      );
    }),
  );
}
