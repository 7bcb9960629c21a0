import { randomBytes } from 'node:crypto';
import { commaSeparated } from '../settings.ts';
import { alterOnTheWay, withChanges } from '../simulated-changes.ts';
import type { Simulator } from '../simulator.ts';
import { stripeApi } from './api-simulator.ts';
import { signStripeBody } from './signer.ts';
import { stripeEvent } from './simulated-event.ts';

/** Signs with the first of the endpoint's secrets, and says `paid` by the object that the API listens to. */
export const stripeSimulator: Simulator = {
  events: ['pending', 'paid', 'closed', 'partially_refunded', 'refunded'],
  settings: ['STRIPE_WEBHOOK_SECRET', 'STRIPE_API_KEY'],
  makeSettings: () => ({
    STRIPE_WEBHOOK_SECRET: `whsec_${randomBytes(24).toString('hex')}`,
    STRIPE_API_KEY: `rk_test_${randomBytes(24).toString('hex')}`,
  }),
  sign({ set, alter, ...story }, { STRIPE_WEBHOOK_SECRET: secrets = '', STRIPE_PAID_EVENT: paidEvent }) {
    const [secret = ''] = commaSeparated(secrets);
    const said = withChanges(stripeEvent(story, paidEvent === 'payment_intent' ? 'payment_intent' : 'checkout'), set);
    return alterOnTheWay(signStripeBody(JSON.stringify(said), secret, new Date()), alter);
  },
  isTaken: ({ status }) => status >= 200 && status < 300,
  // Stripe says "for up to three days with an exponential back off"; the steps are ours.
  resendAfterSeconds: [300, 1_800, 7_200, 18_000, 36_000, 72_000, 108_000],
  api: stripeApi,
};
