import { rmSync } from 'node:fs';
import { Command } from 'commander';
import { askedToStop, whenAborted } from '../embedded/asked-to-stop.ts';
import { temporaryDataFolder } from '../embedded/data-folder.ts';
import { tellStory } from '../embedded/demo/story.ts';
import { showStep } from '../embedded/show-step.ts';
import { type Stack, startStack } from '../embedded/stack.ts';
import { freePorts } from '../embedded/stack-ports.ts';
import type { Part } from '../embedded/stack-servers.ts';
import { environment } from '../process-environment.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);
const stop = askedToStop(environment);

const options = new Command('demo')
  .description('One payment from the webhook to the course, on real parts that are stopped again in the end.')
  .option('--keep', 'leave everything up until Ctrl-C, and keep its data')
  .option('--crash', 'kill the worker (kill -9) in the middle of a delivery')
  .parse()
  .opts<{ keep?: true; crash?: true }>();

const dataFolder = await temporaryDataFolder('demo');
const parts: Part[] = [];
try {
  const stack = await start();
  const { crash = false, keep = false } = options;
  await Promise.race([tellStory({ stack, dataFolder, crash, keep, say, parts }), unlessStopped()]);
  if (options.keep) await keepUp(stack);
} catch (error) {
  const reason = error instanceof Error ? error.message : error;
  console.error(stop.aborted ? '\nThe demo was stopped before its end.' : `\nThe demo failed: ${reason}`);
  process.exitCode = 1;
} finally {
  for (const part of parts.reverse()) await part.stop();
  if (!options.keep) rmSync(dataFolder, { recursive: true, force: true });
}
if (!process.exitCode) say('\nEverything is stopped.');

async function start(): Promise<Stack> {
  say('1. The real parts are started, on free ports: Postgres, Temporal with its Web UI, the API and three workers.');
  // Keys and tokens of its own, whatever the environment has: it has to sign in Alipay's name.
  const { ALIPAY_APP_ID, ALIPAY_SELLER_ID, ALIPAY_PUBLIC_KEY, API_TOKENS, SECRETS_KEY, ...env } = environment;
  const report = (line: string) => say(`           ${line}`);
  const stack = await startStack({ dataFolder, ports: await freePorts(), env, step: showStep, report, abort: stop });
  parts.push(stack);
  return stack;
}

async function unlessStopped(): Promise<never> {
  await whenAborted(stop);
  throw new Error('stopped');
}

async function keepUp({ API_URL, API_TOKEN, TEMPORAL_UI_URL }: Stack): Promise<void> {
  say(`
Everything stays up until Ctrl-C; its data stays in ${dataFolder}.
  API        ${API_URL}
  Console    ${API_URL}/console
  API docs   ${API_URL}/docs
  API token  ${API_TOKEN}
  Web UI     ${TEMPORAL_UI_URL}`);
  await whenAborted(stop);
}
