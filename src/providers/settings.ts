/** Settings by the names of their variables. */
export type Settings = Readonly<Record<string, string | undefined>>;

/** What a setting lists, separated by commas: two keys while they rotate. */
export const commaSeparated = (list: string): string[] =>
  list
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);

/** An http or https address, without a slash at its end. @throws Error that names the setting. */
export function requireUrl(name: string, text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new Error(`${name} is not an http or https address`);
  return text.replace(/\/+$/, '');
}
