import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const bundlePath = fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url));

/**
 * The SDK keeps a stack trace for each promise of a workflow, for the Web UI's tab of that name. Left out, a payment costs the worker about
 * a fifth less, and that tab, like the log of a workflow task that fails by a fault of ours, has no lines of code.
 */
export const workflowBundleOf = ({ workflowStackTraces }: { workflowStackTraces: boolean }) =>
  workflowStackTraces ? { codePath: bundlePath } : { code: `Error.stackTraceLimit = 0;\n${readFileSync(bundlePath, 'utf8')}` };
