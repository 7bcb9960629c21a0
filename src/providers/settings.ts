/** Settings by the names of their variables. */
export type Settings = Readonly<Record<string, string | undefined>>;

/** What a setting lists, separated by commas: two keys while they rotate. */
export const commaSeparated = (list: string): string[] =>
  list
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);

type Readers = Record<string, () => unknown>;

/** Reads all of them. @throws Error with a line for each that throws, so that everything wrong is said at once. */
export function readAll<Given extends Readers>(readers: Given): { [Name in keyof Given]: ReturnType<Given[Name]> } {
  const problems: string[] = [];
  const values = Object.entries(readers).map(([name, read]) => {
    try {
      return [name, read()];
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
      return [name, undefined];
    }
  });
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return Object.fromEntries(values);
}

/** An http or https address, without a slash at its end. @throws Error that names the setting. */
export function requireUrl(name: string, text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new Error(`${name} is not an http or https address`);
  return text.replace(/\/+$/, '');
}
