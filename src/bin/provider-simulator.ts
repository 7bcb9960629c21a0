import { startProviderSimulator } from '../embedded/provider-simulator/server.ts';
import { environment } from '../process-environment.ts';

/**
 * Every provider in one process, for development and tests: it reads the settings that `npm run dev` has made, the address of our
 * API in `API_URL`, and listens on 127.0.0.1 at `PORT`. `SIMULATED_SECONDS` is what a second of a provider's schedule takes (1).
 */
const { PORT = '0', API_URL = 'http://127.0.0.1:3000', SIMULATED_SECONDS = '1' } = environment;
const simulator = await startProviderSimulator({
  port: Number(PORT),
  apiUrl: API_URL,
  settings: environment,
  secondsScale: Number(SIMULATED_SECONDS),
});
process.stdout.write(`${JSON.stringify({ event: 'simulator.ready', url: simulator.url })}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void simulator.stop());
