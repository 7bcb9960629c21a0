import type { PaymentFact } from '../domain/payment-fact.ts';

/** A notification as it stood on the wire. Header names are in lower case. */
export type Notification = { headers: Record<string, string | string[] | undefined>; rawBody: Buffer };

/** The provider's own word. It reads nothing else: a wrong body or status makes it send again, or never again. */
export type Reply = { status: number; contentType: string; body: string };

/** One payment provider: who may call us, what it says, and how it wants to be answered. */
export type Provider = {
  name: string;
  /**
   * Verify the bytes and translate them. The empty list is a genuine notification that concerns no payment of ours.
   * @throws NotificationRefused for whatever is not genuine, malformed, or meant for another merchant or app.
   */
  translate(notification: Notification): PaymentFact[];
  /** We have it for good: do not send it again. */
  taken: Reply;
  /** We do not have it. `status` says why (4xx: it is wrong; 413; 503: send it again). */
  failed(status: number): Reply;
};
