#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { createApiClient } from '../cli/api-client.ts';
import { apiUrlOf } from '../cli/api-url.ts';
import { type Cli, createShow } from '../cli/cli.ts';
import { commands } from '../cli/commands/index.ts';
import { createAsk } from '../cli/terminal.ts';
import { defaultDataFolder } from '../embedded/data-folder.ts';
import { given } from '../embedded/environment.ts';
import { readRunningStack } from '../embedded/running-stack.ts';
import { environment } from '../process-environment.ts';

const program = new Command('paynotify')
  .description('What an operator asks and does. Exits 0; 1 when it is refused or fails; 2 when it is used wrongly.')
  .addHelpText(
    'after',
    '\nAPI_URL and API_TOKEN say where the API is and who you are; without them, the stack of npm run dev. In a container of the API only API_TOKEN is needed.',
  )
  .enablePositionalOptions()
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

const cli: Cli = {
  call: (...request) => api()(...request),
  show: createShow((text) => void process.stdout.write(text)),
  say: (line) => void process.stderr.write(`${line}\n`),
  ask: createAsk({ input: process.stdin, output: process.stderr }),
  fail: () => {
    process.exitCode = 1;
  },
};

for (const add of commands) add(program, cli);

handOn('simulate', 'send a signed notification as a provider would; see simulate --help');
handOn('doctor', 'what is wrong with this installation, and what to do about it; see doctor --help');

try {
  await program.parseAsync();
} catch (error) {
  cli.say(error instanceof Error ? error.message : String(error));
  cli.fail();
}

function api() {
  const settings: Record<string, string> = { ...readRunningStack(defaultDataFolder), ...given(environment) };
  const { API_URL, API_TOKENS, API_TOKEN: token } = settings;
  const isBesideTheApi = API_TOKENS !== undefined; // whose tokens are several people's: which one, each says himself
  if (!API_URL && !isBesideTheApi) throw new Error('API_URL is not set: start the stack with npm run dev, or set it');
  if (!token) throw new Error('API_TOKEN is not set: start the stack with npm run dev, or set it to yours');
  return createApiClient({ url: apiUrlOf(settings), token });
}

/** A command that is a program of its own: what it loads would keep all others waiting. It gets its words and this terminal. */
function handOn(name: 'simulate' | 'doctor', description: string): void {
  const run = async (words: string[]) => {
    const script = fileURLToPath(new URL(`${name}.js`, import.meta.url));
    const child = spawn(process.execPath, [script, ...words], { stdio: 'inherit' });
    const [code] = await once(child, 'exit');
    process.exitCode = code ?? 1;
  };
  program
    .command(`${name} [words...]`)
    .description(description)
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action(run);
}
