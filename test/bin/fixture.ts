import { TOKEN, useApi } from '../api/fixture.ts';
import { runBin } from '../support/run-bin.ts';
import type { System } from '../support/system.ts';

/**
 * The command paynotify, run by anna against an API on the system of the test file. Call it while the file is loaded; the API listens
 * at `url()` from `beforeAll` on.
 */
export function usePaynotify(system: () => System) {
  const api = useApi(system);
  let url = '';
  beforeAll(async () => {
    url = await api().app.listen({ host: '127.0.0.1', port: 0 });
  });
  return {
    api,
    url: () => url,
    paynotify: (...args: string[]) => runBin('paynotify', args, { API_URL: url, API_TOKEN: TOKEN }),
  };
}
