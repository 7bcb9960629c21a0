import { parseJsonObject, utf8 } from '../json.ts';
import type { ListedProvider } from '../listed-provider.ts';
import type { Provider } from '../provider.ts';
import { refusalWords } from '../refusal-words.ts';
import type { Clock } from '../replay-window.ts';
import { commaSeparated } from '../settings.ts';
import { paymentFacts } from './notification.ts';
import { readSecrets, requireSignature } from './signature.ts';
import { standardSimulator } from './simulator.ts';

/** `secrets` are shared with the sender (`whsec_` and base64), more than one while they rotate. */
export type StandardSettings = { secrets: string[]; now?: Clock };

/**
 * Whoever can send Standard Webhooks (https://www.standardwebhooks.com) with the fields of docs/providers.md.
 * A repeat has the same `webhook-id`.
 * @throws Error when a secret is none.
 */
export function createStandard({ secrets, now = Date.now }: StandardSettings): Provider {
  const webhooks = readSecrets(secrets);
  return {
    name: 'standard',
    translate(notification) {
      const text = utf8(notification.rawBody);
      const id = requireSignature(notification, text, { secrets: webhooks, now });
      return paymentFacts(parseJsonObject(text), id);
    },
    taken: { status: 200, contentType: 'application/json', body: '{"received":true}' },
    failed: (status) => ({
      status,
      contentType: 'application/json',
      body: JSON.stringify({ error: refusalWords(status) }),
    }),
  };
}

export const standard: ListedProvider<'STANDARD_WEBHOOK_SECRET'> = {
  name: 'standard',
  needs: ['STANDARD_WEBHOOK_SECRET'],
  create: ({ STANDARD_WEBHOOK_SECRET: secrets }) => createStandard({ secrets: commaSeparated(secrets) }),
  simulator: standardSimulator,
};
