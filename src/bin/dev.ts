import { askedToStop, whenAborted } from '../embedded/asked-to-stop.ts';
import { defaultDataFolder } from '../embedded/data-folder.ts';
import { showStep } from '../embedded/show-step.ts';
import { type Stack, startStack } from '../embedded/stack.ts';
import { chosenPorts } from '../embedded/stack-ports.ts';
import { environment } from '../process-environment.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);
const stop = askedToStop(environment);

try {
  process.exitCode = await dev();
} catch (error) {
  if (!stop.aborted) console.error(error instanceof Error ? error.message : error);
  process.exitCode = stop.aborted ? 0 : 1;
}

/** The embedded stack, until it is asked to stop or breaks. Resolves to the exit code. */
async function dev(): Promise<number> {
  const stack = await startStack({
    dataFolder: defaultDataFolder,
    ports: chosenPorts(environment),
    env: environment,
    step: showStep,
    report: say,
    abort: stop,
  });
  say(whereItIs(stack));
  const broken = await Promise.race([stack.broken, whenAborted(stop)]);
  say(broken ? `${broken}: everything is stopped` : 'Stopping');
  await stack.stop();
  return broken ? 1 : 0;
}

function whereItIs({ API_URL, API_TOKEN, TEMPORAL_ADDRESS, TEMPORAL_UI_URL, DATABASE_URL, SIMULATOR_URL }: Stack): string {
  return `
  API        ${API_URL}
  Console    ${API_URL}/console
  API docs   ${API_URL}/docs
  API token  ${API_TOKEN}
  Web UI     ${TEMPORAL_UI_URL}
  Temporal   ${TEMPORAL_ADDRESS}
  Postgres   ${DATABASE_URL}
  Providers  ${SIMULATOR_URL}/simulator (simulated)

Everything is up. Its data stays in ${defaultDataFolder}; Ctrl-C stops it.
`;
}
