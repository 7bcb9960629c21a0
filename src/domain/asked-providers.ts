/** The names of the providers that can be asked what became of a payment. */
export const askedProviders = (providers: ReadonlyMap<string, { inquiry?: unknown }>): ReadonlySet<string> =>
  new Set([...providers].flatMap(([name, { inquiry }]) => (inquiry === undefined ? [] : name)));
