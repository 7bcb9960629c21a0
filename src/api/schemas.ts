import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { problem } from './problems.ts';

type ProblemResponse = { description: string; content: { 'application/problem+json': { schema: typeof problem } } };

/** Problem documents for these statuses, for a route's list of responses. */
export const problems = <Status extends number>(...statuses: Status[]): Record<Status, ProblemResponse> =>
  Object.fromEntries(
    statuses.map((status): [Status, ProblemResponse] => [
      status,
      { description: STATUS_CODES[status] ?? '', content: { 'application/problem+json': { schema: problem } } },
    ]),
  ) as Record<Status, ProblemResponse>;

const paymentStatus = z.enum(['unpaid', 'paid', 'partially_refunded', 'refunded', 'closed']);

const money = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, 'is three capital letters, such as CNY'),
  amountMinor: z.int().min(0).max(1_000_000_000_000).describe("a whole number of the currency's minor unit: 8880 is CNY 88.80"),
});

// Postgres takes no NUL and no half of a surrogate pair, and no line of ours a line break.
const PRINTABLE = /^[^\p{Cc}\p{Cs}]*$/u;

/** What people write; without the spaces around it. */
export const text = (mostCharacters: number) =>
  z.string().trim().min(1).max(mostCharacters).regex(PRINTABLE, 'must not contain control characters');

/** Part of an address. */
export const identifier = z.string().regex(PRINTABLE, 'must not contain control characters');

const name = text(200);

export const orderRequest = z.strictObject({
  orderType: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,40}$/)
    .describe('60201 is buying a course'),
  outBusinessId: name.describe("the shop's own record that the order is for"),
  userId: name,
  // Alipay signs values unescaped: a title that looks like a parameter could hide one, and its notification is refused.
  title: name.regex(/^(?!.*&\w+=)/s, 'must not contain &name=').describe('what the buyer reads on the bill'),
  amount: money,
});

export const order = orderRequest.extend({ orderId: z.string(), status: paymentStatus, createdAt: z.string() });

export const payRecord = z.object({
  payNo: z.string(),
  orderId: z.string(),
  provider: z.string(),
  amount: money,
  status: paymentStatus,
  transactionId: z.string().nullable(),
  refundedMinor: z.int(),
  paidAt: z.string().nullable(),
  createdAt: z.string(),
});

export const resultKind = z.enum(['paid', 'partially_refunded', 'refunded', 'closed']);

export const delivery = z.object({
  subscriber: z.string(),
  status: z.enum(['pending', 'retrying', 'delivered', 'parked', 'skipped', 'unknown']),
  attempts: z.int().nullable(),
  lastError: z.string().nullable(),
  nextAttemptAt: z.string().nullable(),
  deliveredAt: z.string().nullable(),
  parkedReason: z.string().optional(),
  failureType: z.string().optional().describe('of what is parked: the kind of its failure, for POST /bulk'),
  problem: z.string().optional().describe('no worker polls the queue that it waits in'),
  skipped: z.object({ by: z.string(), reason: z.string() }).optional(),
});

export const payment = z.object({
  payNo: z.string(),
  orderId: z.string().nullable(),
  provider: z.string().nullable(),
  transactionId: z.string().nullable(),
  status: z.enum([...paymentStatus.options, 'held', 'rejected']),
  amount: money.nullable(),
  refundedMinor: z.int(),
  heldReason: z.string().optional(),
  facts: z.array(
    z.object({
      notificationId: z.string(),
      event: z.string(),
      transactionId: z.string(),
      amount: money,
      refund: z.object({ refundId: z.string(), amountMinor: z.int() }).nullable(),
      occurredAt: z.string(),
      recordedAt: z.string(),
      heldReason: z.string().optional(),
      decision: z.object({ approve: z.boolean(), by: z.string(), reason: z.string() }).optional(),
    }),
  ),
  results: z.array(z.object({ resultId: z.string(), result: resultKind, deliveries: z.array(delivery) })),
  redeliveries: z
    .array(
      z.object({
        resultId: z.string(),
        subscriber: z.string(),
        status: z.string(),
        parkedReason: z.string().optional(),
        failureType: z.string().optional(),
        by: z.string(),
        reason: z.string(),
      }),
    )
    .optional()
    .describe('what is being delivered once more'),
  notMatched: z.array(z.object({ resultId: z.string(), subscriber: z.string(), reason: z.string() })),
  workflow: z
    .object({ id: z.string(), runId: z.string(), status: z.string(), url: z.string().nullable() })
    .nullable()
    .describe('null with Temporal away, and after its retention'),
});
