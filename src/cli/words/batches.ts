import type { z } from 'zod';
import type { batchProgress, listedBatch } from '../../api/bulk-schemas.ts';
import { columns, counted, oneLine } from './columns.ts';

export type BatchProgress = z.infer<typeof batchProgress>;
export type ListedBatch = z.infer<typeof listedBatch>;

export function batchInWords({ state, total, completed, failed }: BatchProgress): string {
  const ended = failed > 0 ? `; ${failed} had ended before` : '';
  return `${state}: ${completed} of ${counted(total, 'payment')} told${ended}`;
}

/** A line each, the latest first. */
export function batchesInWords(all: ListedBatch[]): string {
  if (all.length === 0) return 'there is no batch';
  const rows = all.map(({ batchId, begunAt, endedAt, by, summary, reason }) => [
    ...[batchId, begunAt, endedAt ?? 'under way', by, oneLine(summary), oneLine(reason)],
  ]);
  return columns([['BATCH', 'BEGUN', 'ENDED', 'BY', 'WHAT', 'WHY'], ...rows]).join('\n');
}
