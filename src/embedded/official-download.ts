import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { ExecutableSource } from './executable-source.ts';

const run = promisify(execFile);
const description = z.object({ archiveUrl: z.url(), fileToExtract: z.string() });

/**
 * Temporal's own downloads, asked for as @temporalio/testing does. The hash of an archive is not to be had from there, but
 * that of the program in it is pinned: PyPI's wheel repeats the official program unchanged.
 */
export const officialDownload = (base = 'https://temporal.download'): ExecutableSource => ({
  name: new URL(base).host,
  async fetch({ officialName, version }, folder, { abort }) {
    const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
    const query = new URLSearchParams({ arch: architecture, platform: process.platform });
    const file = join(folder, 'download');
    await download(`${base}/${officialName}/v${version}?${query}`, file, abort);
    const { archiveUrl, fileToExtract } = description.parse(JSON.parse(await readFile(file, 'utf8')));
    await download(archiveUrl, file, abort);
    await run('tar', ['-xzf', file, '-C', folder, fileToExtract]);
    return join(folder, fileToExtract);
  },
});

/** @throws within seconds when nothing comes, at the start or in the middle: there is another place to ask. */
async function download(url: string, file: string, abort?: AbortSignal): Promise<void> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(new Error('no answer for 4 s')), 4_000);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([patience.signal, ...(abort ? [abort] : [])]) });
    if (!response.ok || !response.body) throw new Error(`it answers ${response.status}`);
    const progress = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        timer.refresh();
        yield chunk;
      }
    };
    await pipeline(response.body, progress, createWriteStream(file));
  } finally {
    clearTimeout(timer);
  }
}
