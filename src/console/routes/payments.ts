import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { PaymentPage } from '../../api/payment-list.ts';
import { Unavailable } from '../../domain/errors.ts';
import { workflowIdOf } from '../../domain/temporal-names.ts';
import { identifier } from '../forms.ts';
import { paymentsPage, TABS, type Wanted } from '../pages/payments.ts';
import type { ConsoleParts } from '../parts.ts';
import type { Texts } from '../texts/index.ts';
import { sendPage, visitOf } from '../visit.ts';

const PAGE_SIZE = 30;
const SHORTEST_BEGINNING = 4;

/** What is looked for may be copied from Temporal, where a payment is `payment/P…`. */
const numberOf = (q: string): string => (q.startsWith(workflowIdOf('')) ? q.slice(workflowIdOf('').length) : q);

const querystring = z.object({
  state: z.enum(TABS).default('all'),
  q: z.string().trim().max(200).pipe(identifier).default(''),
  subscriber: z
    .string()
    .regex(/^[a-z0-9-]{0,40}$/)
    .default(''),
  cursor: z.string().max(2_000).default(''),
});

/** The payments by state, and the search. */
export const payments: FastifyPluginAsyncZod<ConsoleParts> = async (app, { list, count }) => {
  app.get('/payments', { schema: { querystring } }, async (request, reply) => {
    const visit = visitOf(request);
    const { cursor, ...wanted } = request.query;
    const [counts, page] = await Promise.all([count(), look(wanted, cursor)]);
    const main = paymentsPage(visit.texts, {
      ...{ wanted, counts, payments: page?.payments ?? [], nextCursor: page?.nextCursor ?? null, isFirst: cursor === '' },
      isTooShort: numberOf(wanted.q).length < SHORTEST_BEGINNING,
      problem: problemOf(visit.texts, page),
    });
    return sendPage(reply, visit, { title: visit.texts.payments, main, status: page ? 200 : 503 });
  });

  /** Our own numbers are in capitals, and somebody may write them otherwise: what is not found as it stands is looked for in them. */
  async function look(wanted: Wanted, cursor: string): Promise<PaymentPage | undefined> {
    const q = numberOf(wanted.q);
    const page = await find({ ...wanted, q }, cursor);
    const isFound = page === undefined || page.payments.length > 0 || page.nextCursor !== null;
    return isFound || q === q.toUpperCase() ? page : find({ ...wanted, q: q.toUpperCase() }, cursor);
  }

  /** Undefined where only Temporal knows which these are, and is away. */
  async function find({ state, q, subscriber }: Wanted, cursor: string): Promise<PaymentPage | undefined> {
    const given = { q: q || null, subscriber: subscriber || null, cursor: cursor || null, orderType: null, since: null };
    try {
      return await list({ ...given, state: state === 'all' ? null : state, limit: PAGE_SIZE });
    } catch (error) {
      if (error instanceof Unavailable && error.service === 'Temporal') return undefined;
      throw error;
    }
  }
};

function problemOf({ unavailable }: Texts, page: PaymentPage | undefined): string | null {
  if (!page) return unavailable.temporalList;
  return page.isComplete ? null : unavailable.temporal;
}
