import type { JsonObject } from '../json.ts';
import type { ApiAnswer, ApiCall, Books, SimulatedApi, Story } from '../simulator.ts';
import { chargeOf, intentOf, sessionOf } from './simulated-objects.ts';

type Said = { status: number; said: JsonObject };

/** Checkout's sessions and payment intents: lists of them by when they were made, and what ends one. */
export const stripeApi: SimulatedApi = {
  urls: (baseUrl) => ({ STRIPE_API_URL: baseUrl }),
  answer(call, books, { STRIPE_API_KEY: apiKey }) {
    if (call.headers['authorization'] !== `Bearer ${apiKey}`) return asJson(refusal(401, 'api_key_invalid'));
    return asJson(say(call, books));
  },
};

const refusal = (status: number, code: string): Said => ({ status, said: { error: { type: 'invalid_request_error', code } } });

const asJson = ({ status, said }: Said): ApiAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(said),
});

const KINDS = new Map([
  ['checkout/sessions', { objectOf: session, endedBy: 'expire' }],
  ['payment_intents', { objectOf: intent, endedBy: 'cancel' }],
]);

function say({ method, path, query }: ApiCall, books: Books): Said {
  const [, kindName = '', id, action] = /^\/v1\/(checkout\/sessions|payment_intents)(?:\/([^/]+)\/([a-z]+))?$/.exec(path) ?? [];
  const kind = KINDS.get(kindName);
  if (!kind) return refusal(404, 'resource_missing');
  if (method === 'GET') return { status: 200, said: list(books.list().map(kind.objectOf), query) };
  const story = books.list().find((one) => kind.objectOf(one)['id'] === id);
  if (!story || action !== kind.endedBy) return refusal(404, 'resource_missing');
  if (story.event !== 'pending') return refusal(400, 'unexpected_state');
  books.close(story.payNo);
  return { status: 200, said: kind.objectOf({ ...story, event: 'closed' }) };
}

/** Newest first, the page after `starting_after`. */
function list(objects: JsonObject[], query: URLSearchParams): JsonObject {
  const from = Number(query.get('created[gte]') ?? 0);
  const until = Number(query.get('created[lte]') ?? Number.POSITIVE_INFINITY);
  const matching = objects.filter(({ created }) => Number(created) >= from && Number(created) <= until).reverse();
  const rest = matching.slice(matching.findIndex(({ id }) => id === query.get('starting_after')) + 1);
  const limit = Number(query.get('limit') ?? 10);
  return { object: 'list', url: '/', data: rest.slice(0, limit), has_more: rest.length > limit };
}

const madeAt = ({ happenedAt }: Story): number => Math.floor(happenedAt.getTime() / 1000);

const common = (story: Story): JsonObject => ({
  ...{ currency: story.amount.currency.toLowerCase(), metadata: { pay_no: story.payNo }, livemode: false },
  created: madeAt(story),
});

/** A refund leaves a session and an intent as they were. */
const before = (story: Story): Story => (story.event.includes('refund') ? { ...story, event: 'paid' } : story);

/** An open session has no intent yet. */
function session(story: Story): JsonObject {
  const isOpen = story.event === 'pending';
  const told = sessionOf(before(story));
  return {
    ...common(story),
    ...told,
    ...(isOpen && { status: 'open' }),
    payment_intent: told['payment_intent'] && !isOpen ? intent(story) : null,
  };
}

function intent(story: Story): JsonObject {
  const latest_charge = { ...chargeOf(story), created: madeAt(story) };
  return { ...common(story), ...intentOf(before(story)), latest_charge };
}
