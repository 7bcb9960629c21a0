import { type Finding, fail, ok, warn } from './finding.ts';

type ProviderSettings = { name: string; needs: readonly string[]; lacks: string[] };

export type ReadSettings = {
  /** A line for each that is missing or wrong. */
  problems: string[];
  providers: ProviderSettings[];
  hasTokens: boolean;
};

/** Is all there, and can it be read? */
export function examineSettings({ problems, providers, hasTokens }: ReadSettings): Finding[] {
  const tokens = hasTokens
    ? ok('API_TOKENS', 'is set')
    : warn('API_TOKENS', 'is not set: nobody can use the API', 'set it to name=token; openssl rand -hex 24 makes one');
  return [
    ...problems.map((problem) => fail('settings', problem, 'set it right (docs/operations.md), or start npm run dev')),
    ...(problems.length === 0 ? [ok('settings', 'can be read')] : []),
    tokens,
    ...examineProviders(providers),
  ];
}

function examineProviders(providers: ProviderSettings[]): Finding[] {
  const on = providers.filter(({ lacks }) => lacks.length === 0).map(({ name }) => name);
  const begun = providers.filter(({ needs, lacks }) => lacks.length > 0 && lacks.length < needs.length);
  return [
    on.length > 0
      ? ok('providers', `${on.join(', ')}: on`)
      : warn('providers', 'none is on: no webhook is taken', 'set what one of them needs: docs/providers.md'),
    ...begun.map(({ name, lacks }) =>
      warn(`provider ${name}`, `is off: without ${lacks.join(', ')}`, 'set the rest, or take all of it out'),
    ),
  ];
}
