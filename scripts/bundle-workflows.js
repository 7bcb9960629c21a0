// Bundles the compiled workflow code, as a worker in production runs it: dist/workflow-bundle.js.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

const logger = { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error };
const workflowsPath = fileURLToPath(new URL('../dist/workflows', import.meta.url));
const { code } = await bundleWorkflowCode({
  workflowsPath,
  preloadModules: [workflowsPath], // run once, not once a workflow: none of our modules keeps anything
  logger,
});
writeFileSync(new URL('../dist/workflow-bundle.js', import.meta.url), code);
