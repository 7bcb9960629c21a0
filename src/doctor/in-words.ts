import type { Finding } from './finding.ts';

/** A line for each, and under it what to do. */
export function findingsInWords(findings: Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, status, says, todo }) => [
    `${status.padEnd(4)}  ${check.padEnd(width)}  ${oneLine(says)}`,
    ...(todo === undefined ? [] : [`${' '.repeat(width + 8)}-> ${todo}`]),
  ]);
  const count = (status: Finding['status']) => findings.filter((finding) => finding.status === status).length;
  return [...lines, `${count('ok')} ok, ${count('warn')} to look at, ${count('FAIL')} that fail`].join('\n');
}

// What a server says of its failure may be many lines.
const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim();
