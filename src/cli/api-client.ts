/** Where the API is, and the token of whoever calls it. */
export type ApiAddress = { url: string; token: string };

export type ApiCall = (method: 'GET' | 'POST', path: string, body?: object) => Promise<unknown>;

/** To count what a large loss concerns, the API makes a call to Temporal for each process that must run. */
const COUNTING_SECONDS = 600;

/** Calls the API and gives what its JSON holds. @throws in one line: what it refuses and why, or that it does not answer. */
export function createApiClient({ url, token }: ApiAddress): ApiCall {
  return async function call(method, path, body) {
    const patienceSeconds = body && 'dryRun' in body ? COUNTING_SECONDS : 30;
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
    const request = {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patienceSeconds * 1000),
    };
    const response = await fetch(url.replace(/\/$/, '') + path, request).catch((error: Error) => {
      if (error.name === 'TimeoutError')
        throw new Error(`no answer from ${url} within ${patienceSeconds} s; it may still be at it`);
      throw new Error(`no answer from ${url}: ${error.cause instanceof Error ? error.cause.message : error.message}`);
    });
    const text = await response.text();
    if (!response.ok) throw new Error(refusal(response.status, text));
    return parse(text) ?? fail(`${url} does not look like paynotify's API`);
  };
}

function refusal(status: number, text: string): string {
  const { detail, title } = (parse(text) ?? {}) as { detail?: string; title?: string };
  return `refused (${status}): ${detail ?? title ?? 'no reason given'}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fail(message: string): never {
  throw new Error(message);
}
