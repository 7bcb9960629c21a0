import type { OperatorEventMessage } from '../domain/operator-event.ts';
import type { PaymentResultMessage } from '../domain/payment-result.ts';

/** What goes over a channel. `idempotencyKey` is the same over attempts and redeliveries. */
export type Message = PaymentResultMessage | OperatorEventMessage;

/** One attempt to tell a subscriber something. */
export type Call = {
  /** Where it is reached, without user and password. */
  url: string;
  /** Those that are valid, the newest first; what they are is the channel's own. */
  secrets: string[];
  message: Message;
  /** How long the attempt may take. */
  timeoutMs: number;
  /** Aborted where its end is not wanted any more. */
  signal: AbortSignal;
};

/** The connections to one subscriber; nobody else's attempts wait for them. */
export type Line = {
  /** Resolves when the other side has taken it. @throws DeliveryFailed, and nothing else, also when the time is up. */
  deliver: (call: Call) => Promise<void>;
  close: () => Promise<void>;
};

/** A way to reach subscribers that have no worker of their own. */
export type Channel = { kind: 'http' | 'amqp'; openLine: () => Line };

type Details = {
  /** What the other side answered, where it did. */
  status?: number;
  /** How long the other side wants to be left alone. */
  retryAfterSeconds?: number;
  /** `never`: this message will not be taken by any further attempt. `gone`: neither will any other. */
  outlook?: 'again' | 'never' | 'gone';
  cause?: unknown;
};

/** Why an attempt failed: in words, which never hold a secret, and as `type` for a search. */
export class DeliveryFailed extends Error {
  override readonly name = 'DeliveryFailed';
  readonly type: string;
  readonly status: number | null;
  readonly retryAfterSeconds: number | null;
  readonly outlook: 'again' | 'never' | 'gone';

  constructor(type: string, message: string, { status, retryAfterSeconds, outlook = 'again', cause }: Details = {}) {
    super(message, { cause });
    this.type = type;
    this.status = status ?? null;
    this.retryAfterSeconds = retryAfterSeconds ?? null;
    this.outlook = outlook;
  }
}
