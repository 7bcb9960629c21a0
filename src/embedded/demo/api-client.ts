import type { z } from 'zod';

export type ApiClient = {
  post<T>(path: string, body: unknown, answer: z.ZodType<T>): Promise<T>;
  get<T>(path: string, answer: z.ZodType<T>): Promise<T>;
};

/** Calls the API as anybody outside does. @throws with the problem in words when it refuses. */
export function createApiClient({ API_URL, API_TOKEN }: { API_URL: string; API_TOKEN: string }): ApiClient {
  async function call<T>(path: string, init: RequestInit, answer: z.ZodType<T>): Promise<T> {
    const headers = { authorization: `Bearer ${API_TOKEN}`, ...(init.body ? { 'content-type': 'application/json' } : {}) };
    const response = await fetch(API_URL + path, { ...init, headers });
    const text = await response.text();
    if (!response.ok) throw new Error(`${init.method} ${path} was answered ${response.status}: ${text}`);
    return answer.parse(JSON.parse(text));
  }
  return {
    post: (path, body, answer) => call(path, { method: 'POST', body: JSON.stringify(body) }, answer),
    get: (path, answer) => call(path, { method: 'GET' }, answer),
  };
}
