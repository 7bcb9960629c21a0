/** HTML that may go out as it is: nothing but `html` makes it. */
export type Html = { readonly markup: string };

type Value = Html | string | number | null | undefined | false | Value[];

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

/** What is put in is escaped, unless it is HTML itself; lists are joined, and nothing is left out. Attributes stand in quotes. */
export const html = (parts: TemplateStringsArray, ...values: Value[]): Html => ({
  markup: parts.reduce((markup, part, index) => markup + toMarkup(values[index - 1]) + part),
});

function toMarkup(value: Value): string {
  if (value === null || value === undefined || value === false) return '';
  if (Array.isArray(value)) return value.map(toMarkup).join('');
  return typeof value === 'object' ? value.markup : escaped(String(value));
}
