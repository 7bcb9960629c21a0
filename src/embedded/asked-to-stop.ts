import type { Environment } from './environment.ts';

/**
 * Signalled at the first Ctrl-C, SIGTERM or SIGHUP; further ones change nothing, so what is stopping is not cut short.
 * Under npm also when npm is gone: its kill does not always reach us.
 */
export function askedToStop({ npm_lifecycle_event }: Environment): AbortSignal {
  const asked = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => asked.abort());
  const parent = process.ppid;
  if (npm_lifecycle_event) setInterval(() => process.ppid !== parent && asked.abort(), 500).unref();
  return asked.signal;
}

/** Resolves once it is signalled. */
export const whenAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })));
