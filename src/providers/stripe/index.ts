import { parseJsonObject, utf8 } from '../json.ts';
import type { ListedProvider } from '../listed-provider.ts';
import type { Provider } from '../provider.ts';
import { refusalWords } from '../refusal-words.ts';
import type { Clock } from '../replay-window.ts';
import { commaSeparated, readAll, requireUrl, type Settings } from '../settings.ts';
import { createStripeInquiry } from './inquiry.ts';
import { PAID_EVENTS, type PaidEvent, paymentFacts } from './notification.ts';
import { requireSignature } from './signature.ts';
import { stripeSimulator } from './simulator.ts';

/** `secrets` are the webhook endpoint's (`whsec_…`), more than one while it is rolled. */
export type StripeSettings = { secrets: string[]; paidEvent?: PaidEvent; asking?: Asking | undefined; now?: Clock };

/** For asking Stripe: a secret or restricted key; `apiUrl` is Stripe's where it is left out. */
type Asking = { apiKey: string; apiUrl?: string };

/**
 * Stripe's events. It repeats one, with the same `id`, for three days until the status is 2xx.
 * @throws Error when there is no secret.
 */
export function createStripe({ secrets, paidEvent = 'checkout', asking, now = Date.now }: StripeSettings): Provider {
  if (secrets.length === 0) throw new Error('STRIPE_WEBHOOK_SECRET is empty');
  return {
    name: 'stripe',
    translate(notification) {
      const text = utf8(notification.rawBody);
      requireSignature(notification, text, { secrets, now });
      return paymentFacts(parseJsonObject(text), paidEvent);
    },
    taken: { status: 200, contentType: 'application/json', body: '{"received":true}' },
    failed: (status) => ({
      status,
      contentType: 'application/json',
      body: JSON.stringify({ error: refusalWords(status) }),
    }),
    ...(asking && { inquiry: createStripeInquiry({ ...asking, paidEvent }) }),
  };
}

export const stripe: ListedProvider<'STRIPE_WEBHOOK_SECRET'> = {
  name: 'stripe',
  needs: ['STRIPE_WEBHOOK_SECRET'],
  create: ({ STRIPE_WEBHOOK_SECRET: secrets, STRIPE_PAID_EVENT: paidEvent, ...rest }) =>
    createStripe({
      secrets: commaSeparated(secrets),
      ...readAll({ paidEvent: () => readPaidEvent(paidEvent), asking: () => readAsking(rest) }),
    }),
  simulator: stripeSimulator,
};

/** The one that is set; Checkout's where none is. @throws Error when there is no such one. */
function readPaidEvent(given = 'checkout'): PaidEvent {
  const paidEvent = PAID_EVENTS.find((name) => name === given);
  if (!paidEvent) throw new Error(`STRIPE_PAID_EVENT is not one of ${PAID_EVENTS.join(', ')}`);
  return paidEvent;
}

const readAsking = ({ STRIPE_API_KEY: apiKey, STRIPE_API_URL: apiUrl }: Settings): Asking | undefined =>
  apiKey ? { apiKey, ...(apiUrl && { apiUrl: requireUrl('STRIPE_API_URL', apiUrl) }) } : undefined;
