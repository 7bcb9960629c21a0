import type { FastifyInstance } from 'fastify';
import type { Database } from '../db/database.ts';
import type { Subscriber } from '../domain/subscription.ts';

/** The subscriber of this name; answers 404 where there is none. */
export const createFindSubscriber =
  ({ httpErrors }: Pick<FastifyInstance, 'httpErrors'>, { findSubscriber }: Pick<Database, 'findSubscriber'>) =>
  async (name: string): Promise<Subscriber> => {
    const found = await findSubscriber(name);
    if (!found) throw httpErrors.notFound(`there is no subscriber ${name}`);
    return found;
  };
