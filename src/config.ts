import { loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import { type Network, parseNetwork } from './channels/http/networks.ts';
import { environment } from './process-environment.ts';
import { createProviders } from './providers/index.ts';

/** What is wrong with the environment, a line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(problems: string[]) {
    super(problems.join('\n'));
  }
}

type ApiToken = { name: string; token: string };

const list = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );

const apiTokens = list.transform((entries, context): ApiToken[] =>
  entries.map((entry) => {
    const [, name, token] = /^([A-Za-z0-9._-]+)=(\S{8,})$/.exec(entry) ?? [];
    if (name && token) return { name, token };
    context.issues.push({
      code: 'custom',
      input: '(hidden)',
      message: 'write name=token, comma-separated; a token has 8 characters or more',
    });
    return { name: '', token: '' };
  }),
);

const networks = list.transform((entries, context) =>
  entries.flatMap((entry): Network[] => {
    try {
      return [parseNetwork(entry)];
    } catch (error) {
      context.issues.push({ code: 'custom', input: entry, message: error instanceof Error ? error.message : String(error) });
      return [];
    }
  }),
);

const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  DATABASE_URL: z
    .string({ error: 'is missing: set it to postgres://user:password@host:port/database' })
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres://'),
  TEMPORAL_UI_URL: z.url().optional(),
  API_TOKENS: apiTokens,
  SECRETS_KEY: z.string().min(32, 'is too short: openssl rand -hex 32 makes one').optional(),
  WEBHOOK_ALLOWED_NETWORKS: networks,
  ORDER_TIMEOUT_MINUTES: z.coerce.number().int().min(1).max(43_200).default(30),
  UNKNOWN_PAYMENT_GRACE_SECONDS: z.coerce.number().int().min(0).default(180),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export type Config = ReturnType<typeof readConfig>;

/**
 * The settings of a process, from its environment. An empty variable counts as not set.
 * @throws ConfigError that names every variable that is wrong, and what to do about it.
 */
export function readConfig(env: Record<string, string | undefined> = environment) {
  const given = Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  const parsed = schema.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  const temporal = readTemporal(given, problems);
  const providers = readProviders(given, problems);
  if (!parsed.success || !temporal || problems.length > 0) throw new ConfigError(problems);
  const settings = parsed.data;
  return {
    host: settings.HOST,
    port: settings.PORT,
    databaseUrl: settings.DATABASE_URL,
    temporal,
    temporalUiUrl: settings.TEMPORAL_UI_URL,
    apiTokens: settings.API_TOKENS,
    secretsKey: settings.SECRETS_KEY,
    allowedNetworks: settings.WEBHOOK_ALLOWED_NETWORKS,
    providers,
    orderTimeoutMinutes: settings.ORDER_TIMEOUT_MINUTES,
    unknownPaymentGraceSeconds: settings.UNKNOWN_PAYMENT_GRACE_SECONDS,
    logLevel: settings.LOG_LEVEL,
  };
}

/** Where Temporal is, alone: for who needs nothing else. @throws ConfigError as `readConfig` does. */
export function readTemporalConfig(given: Record<string, string>) {
  const problems: string[] = [];
  const temporal = readTemporal(given, problems);
  if (!temporal) throw new ConfigError(problems);
  return temporal;
}

/** TEMPORAL_ADDRESS and all the rest that Temporal's own tools read: profiles, TLS, API key. */
function readTemporal(given: Record<string, string>, problems: string[]) {
  try {
    const { namespace, connectionOptions } = loadClientConnectConfig({ overrideEnvVars: given });
    return {
      namespace: namespace ?? 'default',
      connection: { ...connectionOptions, address: connectionOptions.address ?? 'localhost:7233' },
    };
  } catch (error) {
    // The first line only: of a malformed file the next ones quote what is in it, an API key too.
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    problems.push(`TEMPORAL_* ${error instanceof TypeError ? 'the configuration file has no profile' : reason}`);
    return undefined;
  }
}

/** Every provider's folder reads its own settings from these; here they are tried, so that all that is wrong is said at once. */
function readProviders(given: Record<string, string>, problems: string[]): Record<string, string> {
  try {
    createProviders(given);
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  return given;
}
