import Stripe from 'stripe';
import type { SignedNotification } from '../simulator.ts';

/** Signed at this moment over whatever text, as Stripe would. */
export function signStripeBody(body: string, secret: string, at: Date): SignedNotification {
  const timestamp = Math.floor(at.getTime() / 1000);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp });
  return { headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature }, body };
}
