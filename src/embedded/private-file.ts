import { renameSync, writeFileSync } from 'node:fs';

/** Writes a file that only its owner can read (mode 600), and at once: nobody ever reads half of it. */
export function writePrivately(file: string, content: string): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, content, { mode: 0o600 });
  renameSync(unfinished, file);
}
