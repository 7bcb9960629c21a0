import { type Finding, fail, ok, warn } from './finding.ts';

const TODO =
  'set the SECRETS_KEY that they were encrypted with; where it is lost: rotate-secret, or, of kind amqp, PATCH its url with user and password';

export type SecretsLook = { hasKey: boolean; subscribers: string[]; open: (subscriber: string) => Promise<void> };

/** Can the secrets of these subscribers be read? `open` throws where they cannot. */
export async function examineSecrets({ hasKey, subscribers, open }: SecretsLook): Promise<Finding[]> {
  if (!hasKey && subscribers.length === 0)
    return [warn('SECRETS_KEY', 'is not set: subscribers over HTTP or AMQP need it', 'openssl rand -hex 32 makes one')];
  for (const subscriber of subscribers) {
    const reason = await open(subscriber).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (reason !== undefined) return [fail('SECRETS_KEY', reason, TODO)];
  }
  return [ok('SECRETS_KEY', subscribers.length === 0 ? 'is set' : `reads the secrets of ${subscribers.join(', ')}`)];
}
