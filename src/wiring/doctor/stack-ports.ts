import { attempt, type Finding, ok } from '../../doctor/finding.ts';
import { assertPortFree } from '../../embedded/ports.ts';
import { chosenPorts } from '../../embedded/stack-ports.ts';

/** Could `npm run dev` be started? */
export async function lookAtStackPorts(settings: Readonly<Record<string, string>>): Promise<Finding[]> {
  const todo = 'npm run dev needs four free ports';
  return attempt({ check: 'ports of npm run dev', todo }, async () => {
    const { api, temporal, temporalUi, postgres } = chosenPorts(settings);
    const ports = { PORT: api, TEMPORAL_PORT: temporal, TEMPORAL_UI_PORT: temporalUi, POSTGRES_PORT: postgres };
    for (const [variable, port] of Object.entries(ports)) await assertPortFree(port, variable);
    return [ok('ports of npm run dev', `${Object.values(ports).join(', ')} are free`)];
  });
}
