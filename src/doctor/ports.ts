import { connect } from 'node:net';
import { type Finding, fail, ok } from './finding.ts';

const DEADLINE_MS = 2_000;

/** Where something must listen. */
export type Place = { what: string; host: string; port: number };

/** Does something take connections there? */
export async function examinePort({ what, host, port }: Place): Promise<Finding> {
  const where = `${host}:${port}`;
  const reason = await refusalOf({ host, port });
  if (reason === undefined) return ok(`port of ${what}`, `${where} takes connections`);
  return fail(`port of ${what}`, `${where}: ${reason}`, `start ${what}, or set its address right; then firewalls`);
}

/** Undefined: a connection is taken. */
function refusalOf(place: { host: string; port: number }): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ ...place, timeout: DEADLINE_MS });
    const end = (reason?: string) => {
      socket.destroy();
      resolve(reason);
    };
    socket.once('connect', () => end());
    socket.once('timeout', () => end(`no answer within ${DEADLINE_MS} ms`));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}
