import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { page } from './report/page.ts';
import { picture } from './report/picture.ts';
import { readResults } from './results.ts';

/** Makes docs/performance.md and its picture of the figures that are kept. */
const of = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const results = readResults(of('./results/results.json'));
writeFileSync(of('../docs/performance.md'), page(results));
writeFileSync(of('../docs/performance.svg'), picture(results));
