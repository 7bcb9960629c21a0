import { compareClocks } from './clock.ts';
import { attempt, type Finding, fail, ok, warn } from './finding.ts';

/** A Date header knows full seconds only. */
const DATE_COARSENESS_SECONDS = 1;

const DEADLINE_MS = 5_000;

type Address = { url: string; token: string | undefined };

/** Does the API answer, can it take webhooks, and is the token somebody's? */
export function examineApi({ url, token }: Address): Promise<Finding[]> {
  return attempt({ check: 'api', todo: `start it, or set API_URL: it is asked at ${url}` }, async () => {
    const before = new Date();
    const ready = await get(`${url}/readyz`);
    const after = new Date();
    const said = new Date(ready.headers.get('date') ?? Number.NaN);
    const { temporal, postgres } = (await ready.json()) as { temporal?: string; postgres?: string };
    if (temporal === undefined) return [fail('api', `${url} does not look like paynotify's API`, 'set API_URL')];
    return [
      upFinding(url, { Temporal: temporal, Postgres: postgres }),
      ...(Number.isNaN(said.getTime()) ? [] : [compareClocks('the API', { before, said, after }, DATE_COARSENESS_SECONDS)]),
      await tokenFinding(url, token),
    ];
  });
}

function upFinding(url: string, services: Record<string, string | undefined>): Finding {
  const down = Object.keys(services).filter((name) => services[name] !== 'up');
  if (down.length === 0) return ok('api', `answers at ${url}`);
  return fail('api', `answers at ${url}, and does not reach ${down.join(' and ')}`, 'see its own settings and its log');
}

async function tokenFinding(url: string, token: string | undefined): Promise<Finding> {
  if (!token) return warn('API_TOKEN', 'is not set', 'set it to one of the tokens of API_TOKENS');
  const { status } = await get(`${url}/subscribers`, token);
  if (status === 401) return fail('API_TOKEN', "is nobody's", 'set it to one of the tokens of API_TOKENS');
  return ok('API_TOKEN', 'is known to the API');
}

async function get(url: string, token?: string): Promise<Response> {
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  return fetch(url, { headers, signal: AbortSignal.timeout(DEADLINE_MS) }).catch((error: Error) => {
    throw new Error(`no answer: ${error.cause instanceof Error ? error.cause.message : error.message}`);
  });
}
