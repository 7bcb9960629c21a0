import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { HeldDecision } from '../../domain/held.ts';
import { createDecisions } from '../acts/decisions.ts';
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

/** A person's word on a held payment. */
export const decisions: FastifyPluginAsyncZod<Api> = async (app, api) => {
  const decideHeld = createDecisions(api);
  const decide = async (payNo: string, word: HeldDecision) => {
    const { state, heldReason, results } = await decideHeld(payNo, word);
    const deliveries = results.flatMap(({ resultId, deliveries: all }) =>
      all.map(({ subscriber, status }) => ({ subscriber, resultId, status })),
    );
    return { payNo, decision: word.approve ? ('approved' as const) : ('rejected' as const), state, heldReason, deliveries };
  };

  const approve = { ...schema, summary: 'Tell a held payment as its notification says' };
  app.post('/:payNo/approve', { schema: approve }, (request) =>
    decide(request.params.payNo, { approve: true, by: operatorOf(request), reason: request.body.reason }),
  );

  const reject = { ...schema, summary: 'Tell nobody of what is held' };
  app.post('/:payNo/reject', { schema: reject }, (request) =>
    decide(request.params.payNo, { approve: false, by: operatorOf(request), reason: request.body.reason }),
  );
};
