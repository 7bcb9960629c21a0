import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { HeldDecision } from '../../domain/held.ts';
import type { Api } from '../api.ts';
import { operatorOf } from '../authentication.ts';
import { identifier, problems, text } from '../schemas.ts';

const outcome = z.object({
  payNo: z.string(),
  decision: z.enum(['approved', 'rejected']),
  state: z.string().nullable().describe('what the payment waits for now; null: nobody has to be told anything'),
  heldReason: z.string().nullable(),
  deliveries: z.array(z.object({ subscriber: z.string(), resultId: z.string(), status: z.string() })),
});

const schema = {
  tags: ['payments'],
  params: z.object({ payNo: identifier }),
  body: z.strictObject({ reason: text(500) }),
  response: { 200: outcome, ...problems(400, 401, 409, 503) },
};

/** A person's word on a held payment. It is a row for ever, and in the workflow's history. */
export const decisions: FastifyPluginAsyncZod<Api> = async (app, { database, notifications }) => {
  const decide = async (payNo: string, word: HeldDecision) => {
    const { state, heldReason, results } = (await notifications.decideHeld(payNo, word)) ?? (await decideAnew(payNo, word));
    const deliveries = results.flatMap(({ resultId, deliveries: all }) =>
      all.map(({ subscriber, status }) => ({ subscriber, resultId, status })),
    );
    return { payNo, decision: word.approve ? ('approved' as const) : ('rejected' as const), state, heldReason, deliveries };
  };

  /** Held means a held fact without a decision, also where its workflow was ended from outside. */
  async function decideAnew(payNo: string, word: HeldDecision) {
    const facts = await database.listFacts(payNo);
    if (!facts.some(({ held, decision }) => held && !decision)) throw app.httpErrors.conflict('the payment is not held');
    await notifications.reopen(payNo);
    const decided = await notifications.decideHeld(payNo, word);
    if (!decided) throw app.httpErrors.conflict(`payment ${payNo} has just ended; look at it again`);
    return decided;
  }

  const approve = { ...schema, summary: 'Tell a held payment as its notification says' };
  app.post('/:payNo/approve', { schema: approve }, (request) =>
    decide(request.params.payNo, { approve: true, by: operatorOf(request), reason: request.body.reason }),
  );

  const reject = { ...schema, summary: 'Tell nobody of what is held' };
  app.post('/:payNo/reject', { schema: reject }, (request) =>
    decide(request.params.payNo, { approve: false, by: operatorOf(request), reason: request.body.reason }),
  );
};
