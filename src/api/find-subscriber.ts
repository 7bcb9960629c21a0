import type { Database } from '../db/database.ts';
import { NotFound } from '../domain/errors.ts';
import type { Subscriber } from '../domain/subscription.ts';

/** The subscriber of this name. @throws NotFound where there is none. */
export const createFindSubscriber =
  ({ findSubscriber }: Pick<Database, 'findSubscriber'>) =>
  async (name: string): Promise<Subscriber> => {
    const found = await findSubscriber(name);
    if (!found) throw new NotFound(`there is no subscriber ${name}`);
    return found;
  };
