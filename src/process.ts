import pino, { type Logger } from 'pino';
import { type Config, ConfigError, readConfig } from './config.ts';

/** What every process of ours has. */
export type Process = { config: Config; logger: Logger };

/**
 * Runs one of our processes: with its settings, or with a line for each that is wrong and exit code 1; what it throws ends
 * it with code 1 as well, after a log line.
 */
export async function runProcess(name: string, main: (process: Process) => Promise<void>): Promise<void> {
  try {
    const config = readConfig();
    // No hosts, no pids: whoever runs the process knows them. Errors are logged with their message and stack only.
    const logger = pino({ level: config.logLevel, base: { process: name }, timestamp: pino.stdTimeFunctions.isoTime });
    await main({ config, logger });
  } catch (error) {
    const lines =
      error instanceof ConfigError ? error.message : `${name}: ${error instanceof Error ? error.message : String(error)}`;
    console.error(lines);
    process.exit(1); // what is left of it may hold it open: an API without its workers
  }
}
