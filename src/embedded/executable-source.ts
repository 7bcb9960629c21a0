import type { Environment } from './environment.ts';
import type { Executable } from './executables.ts';

export type FindOptions = {
  /** Where fetched programs stay. */
  cacheFolder: string;
  env: Environment;
  /** Told in a line what is done and why. */
  report: (line: string) => void;
  /** Where to fetch from, in this order. */
  sources: ExecutableSource[];
  abort?: AbortSignal | undefined;
};

/** Somewhere programs are to be had. */
export type ExecutableSource = {
  /** For people: `temporal.download`. */
  name: string;
  /** Leaves the program somewhere in `folder` and answers where; whether it is the right one is looked at afterwards. */
  fetch(executable: Executable, folder: string, options: FindOptions): Promise<string>;
};

export const platform = `${process.platform}-${process.arch}`;
