import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Makes the namespace, or gives the one that is there this retention; resolves when it can be used. What
 * deploy/temporal/create-namespace.sh does with Temporal's CLI, over the server's HTTP API.
 */
export async function createNamespace(httpUrl, { namespace, retentionHours }) {
  const retention = `${retentionHours * 3600}s`;
  const url = `${httpUrl}/api/v1/namespaces`;
  const created = await post(url, { namespace, workflowExecutionRetentionPeriod: retention });
  if (!created.ok && created.status !== 409) throw new Error(`namespace ${namespace}: ${await created.text()}`);
  // The server knows a new namespace only after some seconds; until then nothing can be done in it.
  for (let attempt = 1; ; attempt++) {
    const updated = await post(`${url}/${namespace}/update`, { config: { workflowExecutionRetentionTtl: retention } });
    if (updated.ok) return;
    if (attempt === 120) throw new Error(`namespace ${namespace}: ${await updated.text()}`);
    await sleep(500);
  }
}

const post = (url, body) =>
  fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
