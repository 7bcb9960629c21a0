import { randomBytes } from 'node:crypto';
import { commaSeparated } from '../settings.ts';
import { alterOnTheWay, withChanges } from '../simulated-changes.ts';
import type { Simulator } from '../simulator.ts';
import { signStandardBody, standardId, standardNotification } from './signer.ts';

/** Signs with the first of the secrets. */
export const standardSimulator: Simulator = {
  events: ['pending', 'paid', 'finished', 'closed', 'partially_refunded', 'refunded'],
  settings: ['STANDARD_WEBHOOK_SECRET'],
  makeSettings: () => ({ STANDARD_WEBHOOK_SECRET: `whsec_${randomBytes(32).toString('base64')}` }),
  sign({ set, alter, ...story }, { STANDARD_WEBHOOK_SECRET: secrets = '' }) {
    const [secret = ''] = commaSeparated(secrets);
    // The id is a header, and part of what is signed.
    const { 'webhook-id': id = standardId(story), ...fields } = set;
    const body = JSON.stringify(withChanges(standardNotification(story), fields));
    return alterOnTheWay(signStandardBody({ id, body }, secret, new Date()), alter);
  },
  isTaken: ({ status }) => status >= 200 && status < 300,
  // What the specification recommends of Standard Webhooks: 5s 5m 30m 2h 5h 10h 14h 20h 24h.
  resendAfterSeconds: [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400],
};
