import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { Process } from '../process.ts';

/** What the Temporal SDK says of workers and workflows goes to our log. Once a process, before anything of it is used. */
export function logRuntime(logger: Process['logger']): void {
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
      logger[level === 'TRACE' ? 'trace' : (level.toLowerCase() as 'info')]({ event: message, ...meta });
    }),
  });
}
