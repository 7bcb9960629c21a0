import { randomBytes } from 'node:crypto';

/** What an HTTP subscriber's calls are signed with, in the form of Standard Webhooks. */
export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
