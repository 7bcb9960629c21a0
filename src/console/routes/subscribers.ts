import type { FastifyPluginAsync } from 'fastify';
import { subscribersPage } from '../pages/subscribers.ts';
import type { ConsoleParts } from '../parts.ts';
import { sendPage, visitOf } from '../visit.ts';

/** Who is told, and how they stand. */
export const subscribers: FastifyPluginAsync<ConsoleParts> = async (app, { seeSubscribers }) => {
  app.get('/subscribers', async (request, reply) => {
    const visit = visitOf(request);
    const main = subscribersPage(visit.texts, await seeSubscribers());
    return sendPage(reply, visit, { title: visit.texts.subscribers, main });
  });
};
