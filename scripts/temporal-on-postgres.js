// Temporal Server on a Postgres of one's own, as a plain process: what docker-compose.yml runs, without Docker.
//   POSTGRES_URL=postgres://postgres:password@127.0.0.1:5432/ node scripts/temporal-on-postgres.js
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildTemporalServer } from './temporal-on-postgres/build.js';
import { freePorts } from './temporal-on-postgres/free-ports.js';
import { forgetFormerServer } from './temporal-on-postgres/membership.js';
import { createNamespace } from './temporal-on-postgres/namespace.js';
import { startServerProcess } from './temporal-on-postgres/server-process.js';
import {
  databaseSettings,
  parsePostgresUrl,
  portSettings,
  schemaScript,
  schemaToolSettings,
  sharedSettings,
} from './temporal-on-postgres/settings.js';
import { setUpVisibility } from './temporal-on-postgres/visibility.js';

const thisFile = fileURLToPath(import.meta.url);
const defaultLogFile = join(thisFile, '..', '..', '.paynotify', 'temporal-on-postgres.log');

/** See temporal-on-postgres.d.ts. */
export async function startTemporalOnPostgres({ postgresUrl, port, settings, logFile = defaultLogFile, signal }) {
  const postgres = parsePostgresUrl(postgresUrl);
  const chosen = { ...sharedSettings(), ...settings };
  const programs = buildTemporalServer();
  setUpSchema(programs, { ...chosen, ...schemaToolSettings(postgres) });
  await setUpVisibility(postgres, chosen);
  await forgetFormerServer(postgres, chosen.DBNAME);
  const [freePort, http, ...internal] = await freePorts(9);
  const frontend = port ?? freePort;
  const httpUrl = `http://127.0.0.1:${http}`;
  const server = await startServerProcess({
    command: [join(programs, 'temporal-server'), 'start'],
    env: { ...chosen, ...databaseSettings(postgres), ...portSettings({ frontend, http, internal }) },
    healthUrl: `${httpUrl}/api/v1/cluster-info`,
    logFile,
    signal,
  });
  await createNamespace(httpUrl, { namespace: 'default', retentionHours: 720 }).catch(async (error) => {
    await server.stop();
    throw error;
  });
  return { ...server, address: `127.0.0.1:${frontend}` };
}

/** The tool's own log is worth reading only when it fails. */
function setUpSchema(programs, settings) {
  try {
    execFileSync('sh', [schemaScript], { env: { ...settings, PATH: `${programs}:${process.env.PATH}` }, stdio: 'pipe' });
  } catch (error) {
    throw new Error(`Temporal's schema could not be set up:\n${error.stdout}${error.stderr}`);
  }
}

async function main() {
  const { POSTGRES_URL = '', TEMPORAL_PORT } = process.env;
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort()).once('SIGTERM', () => stopping.abort());
  const port = TEMPORAL_PORT ? Number(TEMPORAL_PORT) : undefined;
  const server = await startTemporalOnPostgres({ postgresUrl: POSTGRES_URL, port, signal: stopping.signal });
  console.log(`TEMPORAL_ADDRESS=${server.address}`);
  const ended = await server.exited;
  if (ended !== 0) throw new Error(`Temporal Server ended: ${ended}`);
}

if (process.argv[1] === thisFile) {
  main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
