import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import type { Queryable } from '../../src/db/pool.ts';
import { setting } from './settings.ts';

/** What each subscriber of every system does when it is told of a payment: one idempotent insert. */
export type Effect = (subscriber: string, payNo: string) => Promise<void>;

/** @throws for the first subscriber and a payment whose number ends in F, while the file says so. */
export function createEffect(db: Queryable): Effect {
  const socket = connect(Number(setting('EFFECTS_PORT')), '127.0.0.1').setNoDelay(true);
  const failingFile = setting('FAILING_FILE');
  return async (subscriber, payNo) => {
    if (payNo.endsWith('F') && subscriber === 's1' && existsSync(failingFile)) throw new Error('the first subscriber is down');
    await db.query(
      'insert into bench.effects (idempotency_key, subscriber, pay_no) values ($1, $2, $3) on conflict (idempotency_key) do nothing',
      [`${payNo}/paid/${subscriber}`, subscriber, payNo],
    );
    socket.write(`${payNo} ${subscriber}\n`);
  };
}
