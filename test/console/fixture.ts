import type { TestApi } from '../api/fixture.ts';
import { TOKEN } from '../api/fixture.ts';

type Headers = Record<string, string>;

const HOST = 'console.test';
export const OURS: Headers = { origin: `http://${HOST}` };

/** Somebody with a browser: it keeps his cookies, and says where his forms come from. */
export type Visitor = ReturnType<typeof createVisitor>;

/** What a visitor needs of the API. */
export type Speaker = Pick<TestApi, 'inject'>;

export function createVisitor(api: () => Speaker) {
  const cookies = new Map<string, string>();

  async function send(request: { method: 'GET' | 'POST'; url: string; headers?: Headers; payload?: string }) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { host: HOST, ...(cookie && { cookie }), ...request.headers };
    const answer = await api().inject({ ...request, headers });
    for (const [, name = '', value = ''] of String(answer.headers['set-cookie'] ?? '').matchAll(/^(\w+)=([^;]*)/g)) {
      cookies.set(name, value);
    }
    return { ...answer, location: answer.headers['location'], cookie: String(answer.headers['set-cookie'] ?? '') };
  }

  const get = (url: string, headers: Headers = {}) => send({ method: 'GET', url, headers });
  const post = (url: string, fields: Headers = {}, headers: Headers = OURS) =>
    send({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(fields).toString(),
    });
  return {
    ...{ get, post, cookies },
    signIn: (token = TOKEN, next = '') => post('/console/sign-in', { token, next }),
  };
}

const INLINE = /<\/?(a|b|code|span|time)\b[^>]*>/g;

/** What a reader of this page reads, without the markup. */
export const wordsOf = ({ text }: { text: string }): string =>
  (/<main[^>]*>(.*)<\/main>/s.exec(text)?.[1] ?? text)
    .replace(INLINE, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');
