/** Variables by name, as a process gets them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the stack's own servers inherit: where programs and temporary files are, and nothing that could change their settings. */
export const bareEnvironment = ({ PATH, HOME, TMPDIR }: Environment): Environment => ({ PATH, HOME, TMPDIR });

/** Without TEMPORAL_ADDRESS, TLS, API key and profile: whoever is pointed at the embedded server must not bring those along. */
export const withoutTemporalSettings = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_')));

/** An empty variable counts as not set. */
export const given = (env: Environment): Record<string, string> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value ? [[name, value]] : [])));
