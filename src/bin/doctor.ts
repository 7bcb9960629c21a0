import { Command } from 'commander';
import { createShow, type Output } from '../cli/cli.ts';
import { findingsInWords } from '../doctor/in-words.ts';
import { runningSettings } from '../embedded/running-settings.ts';
import { environment } from '../process-environment.ts';
import { askDoctor } from '../wiring/doctor/index.ts';

const output = new Command('doctor')
  .description('What is wrong with this installation, and what to do about it. Exits 0, or 1 when something fails.')
  .option('--json', 'the findings as JSON')
  .addHelpText('after', '\nIt looks at what the environment names; without DATABASE_URL there, at the stack of npm run dev.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts<Output>();

try {
  const findings = await askDoctor(runningSettings(environment));
  const show = createShow((text) => void process.stdout.write(text));
  show(findings, output, () => findingsInWords(findings));
  if (findings.some(({ status }) => status === 'FAIL')) process.exitCode = 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
