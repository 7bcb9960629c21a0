/** Settings by the names of their variables. */
export type Settings = Readonly<Record<string, string | undefined>>;

/** What a setting lists, separated by commas: two keys while they rotate. */
export const commaSeparated = (list: string): string[] =>
  list
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
