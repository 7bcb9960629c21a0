import type { PayRecord } from '../domain/order.ts';
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
  /** Absent where it cannot be asked: it has no such interface, or its settings are missing. */
  inquiry?: Inquiry;
};

/**
 * Asking a provider instead of waiting for its webhook. Both calls end within 5 s, believe nothing that the provider did not
 * sign (or say over its own TLS, where it signs no answers), and throw when it is away or refuses.
 */
export type Inquiry = {
  /**
   * What it knows of the payment, as facts of the same event and amount as its webhook's. The same answer has the same
   * `notificationId`. Empty where it knows of none, which is so until the buyer has begun to pay.
   */
  query(payRecord: PayRecord): Promise<PaymentFact[]>;
  /**
   * From then on it cannot be paid; there is nothing to close where the buyer has not begun to pay.
   * @throws also when it is paid or closed already: `query` says which.
   */
  close(payRecord: PayRecord): Promise<void>;
};
