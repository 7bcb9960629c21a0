import type { Statements } from '../db/database.ts';

/** From now on this is a subscriber's only secret. `sealed`: encrypted. */
export async function replaceSecret(tx: Statements, subscriber: string, sealed: Buffer): Promise<void> {
  await tx.deleteSubscriberSecrets(subscriber);
  await tx.insertSubscriberSecret({ subscriber, secret: sealed });
}
