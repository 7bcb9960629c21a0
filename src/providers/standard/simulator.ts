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
};
