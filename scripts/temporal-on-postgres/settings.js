import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

const deployFolder = fileURLToPath(new URL('../../deploy/temporal/', import.meta.url));

/** The script that makes and updates Temporal's schema, the same one that docker-compose.yml runs. */
export const schemaScript = `${deployFolder}set-up-schema.sh`;

/** What that schema is then brought to, the same file as well. */
export const visibilitySql = `${deployFolder}visibility.sql`;

/** What docker-compose.yml tells the server as well, by the names of the server's own configuration template. */
export const sharedSettings = () => ({
  ...parseEnv(readFileSync(`${deployFolder}server.env`, 'utf8')),
  DYNAMIC_CONFIG_FILE_PATH: `${deployFolder}dynamic-config.yaml`,
});

/** @throws an error of one line where it is no Postgres URL. */
export function parsePostgresUrl(url) {
  const { protocol, hostname, port, username, password } = URL.canParse(url) ? new URL(url) : {};
  if (!/^postgres(ql)?:$/.test(protocol) || !hostname || !username) {
    throw new Error('POSTGRES_URL must be postgres://user:password@host:port/, of a user who may create databases');
  }
  return { host: hostname, port: port || '5432', user: decodeURIComponent(username), password: decodeURIComponent(password) };
}

/** Where the schema tool finds the database. */
export const schemaToolSettings = (postgres) => ({
  SQL_HOST: postgres.host,
  SQL_PORT: postgres.port,
  SQL_USER: postgres.user,
  SQL_PASSWORD: postgres.password,
});

/** Where the server finds the database. */
export const databaseSettings = (postgres) => ({
  POSTGRES_SEEDS: postgres.host,
  DB_PORT: postgres.port,
  POSTGRES_USER: insideYamlQuotes(postgres.user),
  POSTGRES_PWD: insideYamlQuotes(postgres.password),
});

/**
 * Everything on 127.0.0.1.
 * @param ports `frontend` and `http` are for clients, the seven `internal` ones for the four services among themselves.
 */
export function portSettings({ frontend, http, internal }) {
  const [history, matching, worker, ...membership] = internal.map(String);
  return {
    BIND_ON_IP: '127.0.0.1',
    FRONTEND_GRPC_PORT: String(frontend),
    FRONTEND_HTTP_PORT: String(http),
    HISTORY_GRPC_PORT: history,
    MATCHING_GRPC_PORT: matching,
    WORKER_GRPC_PORT: worker,
    FRONTEND_MEMBERSHIP_PORT: membership[0],
    HISTORY_MEMBERSHIP_PORT: membership[1],
    MATCHING_MEMBERSHIP_PORT: membership[2],
    WORKER_MEMBERSHIP_PORT: membership[3],
  };
}

/** The server's template puts the value between double quotes as it is. */
const insideYamlQuotes = (value) => JSON.stringify(value).slice(1, -1);
