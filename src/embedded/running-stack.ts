import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivately } from './private-file.ts';

/** Where a running stack is: the lines of `<data>/env`. */
export type RunningStack = {
  DATABASE_URL: string;
  TEMPORAL_ADDRESS: string;
  API_URL: string;
  API_TOKEN: string;
  /** Empty where a server is used that does not say. */
  TEMPORAL_UI_URL: string;
  /** Of the provider simulator; empty where there is none. */
  SIMULATOR_URL: string;
};

const fileOf = (dataFolder: string): string => join(dataFolder, 'env');

/** The file is there only while everything is up: whoever waits for it may use all it names. */
export function announceStack(dataFolder: string, stack: RunningStack): void {
  const lines = Object.entries(stack).map(([name, value]) => `${name}=${value}\n`);
  writePrivately(fileOf(dataFolder), lines.join(''));
}

export const withdrawStack = (dataFolder: string): void => rmSync(fileOf(dataFolder), { force: true });

/** Empty when no stack is up. */
export function readRunningStack(dataFolder: string): Partial<RunningStack> {
  const text = existsSync(fileOf(dataFolder)) ? readFileSync(fileOf(dataFolder), 'utf8') : '';
  const lines = text.split('\n').map((line) => /^(\w+)=(.*)$/.exec(line));
  return Object.fromEntries(lines.flatMap((match) => (match ? [[match[1], match[2]]] : [])));
}
