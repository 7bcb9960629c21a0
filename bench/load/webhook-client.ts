import { Pool } from 'undici';

export type Webhook = { path: string; headers: Record<string, string>; body: string };

/** Sends webhooks over connections that stay open, as a provider's gateway does. */
export function createWebhookClient(url: string) {
  const pool = new Pool(url, { connections: 64, headersTimeout: 60_000 });
  return {
    /** @throws when the answer is not 2xx. */
    async send({ path, headers, body }: Webhook): Promise<void> {
      const response = await pool.request({ method: 'POST', path, headers, body });
      const text = await response.body.text();
      if (response.statusCode >= 300) throw new Error(`${path} answered ${response.statusCode}: ${text}`);
    },
    close: () => pool.close(),
  };
}
