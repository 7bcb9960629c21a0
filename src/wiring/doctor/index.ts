import { apiUrlOf } from '../../cli/api-url.ts';
import { ConfigError, readConfig } from '../../config.ts';
import { examineApi } from '../../doctor/api.ts';
import type { Finding } from '../../doctor/finding.ts';
import { examineNode } from '../../doctor/node.ts';
import { examineSettings } from '../../doctor/settings.ts';
import { listedProviders, providersOff } from '../../providers/index.ts';
import { lookAtPostgres } from './postgres.ts';
import { lookAtStackPorts } from './stack-ports.ts';
import { lookAtTemporal } from './temporal.ts';

export type Settings = Readonly<Record<string, string>>;

/** Looks at everything that a system with these settings needs, and says what is wrong. It changes nothing. */
export async function askDoctor(settings: Settings): Promise<Finding[]> {
  const { DATABASE_URL, SECRETS_KEY } = settings;
  const postgres = DATABASE_URL ? await lookAtPostgres(DATABASE_URL, SECRETS_KEY) : { findings: [], subscribers: [] };
  return [
    ...examineNode(process.version),
    ...lookAtSettings(settings),
    ...(DATABASE_URL ? [] : await lookAtStackPorts(settings)),
    ...postgres.findings,
    ...(await lookAtTemporal(settings, postgres.subscribers)),
    ...(await examineApi(apiOf(settings))),
  ];
}

function lookAtSettings(settings: Settings): Finding[] {
  const lacksOf = new Map(providersOff(settings).map(({ name, lacks }) => [name, lacks]));
  const providers = listedProviders.map(({ name, needs }) => ({ name, needs, lacks: lacksOf.get(name) ?? [] }));
  return examineSettings({ problems: problemsOf(settings), providers, hasTokens: Boolean(settings['API_TOKENS']) });
}

function problemsOf(settings: Settings): string[] {
  try {
    readConfig(settings);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
}

/** The API's own settings say where it is and who may use it; whoever is elsewhere says so himself. */
function apiOf(settings: Settings) {
  const { API_TOKEN, API_TOKENS = '' } = settings;
  const [, first] = /^[^=,]+=([^,]+)/.exec(API_TOKENS) ?? [];
  return { url: apiUrlOf(settings), token: API_TOKEN ?? first?.trim() };
}
