import { z } from 'zod';
import { text } from './schemas.ts';

export const bulkRequest = z
  .strictObject({
    action: z.enum(['retry', 'skip']),
    reason: text(500).describe('why; it is in the history of every payment that is told'),
    subscriber: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/, 'is 1 to 40 of a-z, 0-9 and -')
      .optional()
      .describe('deliveries to this one; without it, to everybody'),
    orderType: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,40}$/)
      .optional(),
    state: z
      .enum(['parked', 'processing'])
      .default('parked')
      .describe('parked: parked deliveries. processing: deliveries that are still tried, of payments that wait for nobody'),
    since: z.iso.datetime({ offset: true }).optional().describe('deliveries that parked, or began to be tried, then or later'),
    failureType: z
      .string()
      .regex(/^[\w.:-]{1,60}$/, 'is 1 to 60 letters, digits and _.:-')
      .optional()
      .describe('parked with this type of failure, such as PermanentError'),
    dryRun: z.boolean().default(false).describe('only count'),
  })
  .refine(({ state, failureType }) => state === 'parked' || failureType === undefined, {
    error: 'only what is parked has a failureType',
    path: ['failureType'],
  });

const count = z
  .int()
  .describe('payments as of now; with a since, or a failureType and no subscriber, at most so many are told to do something');

export const bulkCounted = z.object({ count, query: z.string().describe('in the words of Temporal’s Web UI and CLI') });

export const bulkAccepted = z.object({
  batchId: z.string(),
  count,
  estimatedSeconds: z.int().describe('at the 10 a second that Temporal does at least (50 at most), without batches before it'),
});

export const batchProgress = z.object({
  batchId: z.string(),
  state: z
    .enum(['waiting', 'running', 'completed', 'failed', 'cancelled'])
    .describe('waiting: Temporal runs one batch at a time; of those that wait, any may be the next'),
  total: z.int(),
  completed: z.int().describe('payments that have the signal; while it runs, to the last full thousand'),
  failed: z.int().describe('payments that could not be told: they had ended'),
});

export const listedBatch = z.object({
  batchId: z.string(),
  summary: z.string(),
  by: z.string(),
  reason: z.string(),
  begunAt: z.string(),
  endedAt: z.string().nullable(),
});
