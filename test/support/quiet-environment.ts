import { bareEnvironment, type Environment } from '../../src/embedded/environment.ts';

/** What a stack under test gets of this process's environment: nothing that would point it to somebody's real servers. */
export function quietEnvironment(): Environment {
  const { TEMPORAL_CLI_PATH } = process.env;
  return { ...bareEnvironment(process.env), ...(TEMPORAL_CLI_PATH && { TEMPORAL_CLI_PATH }) };
}
