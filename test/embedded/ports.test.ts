import { createServer } from 'node:net';
import { freePort } from '../../src/embedded/ports.ts';
import { assertPortsFree, chosenPorts, freePorts } from '../../src/embedded/stack-ports.ts';

test('a port in use is one line that says what to do', async () => {
  const ports = await freePorts();
  const other = createServer().listen(ports.temporalUi, '127.0.0.1');
  await expect(assertPortsFree(ports, ['api', 'temporalUi'])).rejects.toThrow(
    `port ${ports.temporalUi} is in use: stop what listens there, or choose another with TEMPORAL_UI_PORT=…`,
  );
  other.close();
});

test('a port that is in use but not needed does not matter', async () => {
  const ports = await freePorts();
  const other = createServer().listen(ports.postgres, '127.0.0.1');
  await assertPortsFree(ports, ['api', 'temporal']);
  other.close();
});

test('a free port can be listened on', async () => {
  const server = createServer().listen(await freePort(), '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  server.close();
});

test('the environment chooses ports; the usual ones stay for the rest', () => {
  const usual = { api: 3000, temporal: 7233, temporalUi: 8233, postgres: 5433 };
  expect(chosenPorts({ PORT: '', TEMPORAL_PORT: undefined })).toEqual(usual);
  expect(chosenPorts({ PORT: '4000', POSTGRES_PORT: '6000' })).toEqual({ ...usual, api: 4000, postgres: 6000 });
});

test.each(['0', '65536', '-1', 'http', '80.5'])('%s is refused as a port', (port) => {
  expect(() => chosenPorts({ TEMPORAL_PORT: port })).toThrow(`TEMPORAL_PORT=${port} is no port`);
});
