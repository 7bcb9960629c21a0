import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { useSystem } from '../support/system.ts';

const system = useSystem();
const script = fileURLToPath(new URL('../support/endless/worker.js', import.meta.url));

test('workflow code that never gives way ends its process with its name in the log', async () => {
  const { client, namespace } = system();
  const { TEST_TEMPORAL_ADDRESS: address = '' } = process.env;
  const handle = await client.workflow.start('endless', { workflowId: 'endless/1', taskQueue: 'endless' });
  const child = spawn(process.execPath, [script, address, namespace, 'endless']);
  try {
    const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
    const said = await child.stderr.setEncoding('utf8').toArray();
    expect(await exited).toBe(1);
    expect(said.join('')).toMatch(/workflow\.stuck.*endless\/1/s);
  } finally {
    child.kill('SIGKILL');
    await handle.terminate('the end of the test');
  }
});
