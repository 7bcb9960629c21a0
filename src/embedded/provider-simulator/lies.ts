import { z } from 'zod';

const changes = z.record(z.string(), z.string());

/** What goes wrong between the provider and us, which no provider tells. */
export const webhookLies = z.strictObject({
  /** Nothing is ever sent: the webhook never comes. */
  drop: z.boolean().default(false),
  /** So many copies at once, each sent again until it is taken. */
  times: z.int().min(1).max(100).default(1),
  /** The last event first. */
  reorder: z.boolean().default(false),
  /** Scaled as the provider's schedule is. */
  delaySeconds: z.number().min(0).default(0),
  /** Said and signed instead of the truth. */
  set: changes.default({}),
  /** Changed on the way of the first sending; those after it are genuine. */
  alter: changes.default({}),
});
export type WebhookLies = z.infer<typeof webhookLies>;

/**
 * How its API answers: as it should; with status 500 (`away`); not at all (`silent`); or with a digit changed after it was
 * signed (`altered`).
 */
export const answerLie = z.enum(['none', 'away', 'silent', 'altered']);
export type AnswerLie = z.infer<typeof answerLie>;
