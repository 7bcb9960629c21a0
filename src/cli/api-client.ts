/** Where the API is, and the token of whoever calls it. */
export type ApiAddress = { url: string; token: string };

export type ApiCall = (method: 'GET' | 'POST', path: string, body?: object) => Promise<unknown>;

/** Calls the API and gives what its JSON holds. @throws in one line: what it refuses and why, or that it does not answer. */
export function createApiClient({ url, token }: ApiAddress): ApiCall {
  return async function call(method, path, body) {
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
    const request = { method, headers, ...(body && { body: JSON.stringify(body) }), signal: AbortSignal.timeout(30_000) };
    const response = await fetch(url.replace(/\/$/, '') + path, request).catch((error: Error) => {
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
