import { readable } from './readable.ts';

/** What errors say of themselves, whoever made them: a code where they have one in words, else their name. */
export function codeOf(error: unknown): string {
  const { code, name } = partsOf(error);
  return typeof code === 'string' ? code : (name ?? '');
}

export const wordsOf = (error: unknown, secrets?: string[]): string => {
  const { message, name } = partsOf(error);
  return readable(message || name || String(error), secrets);
};

type Parts = { code?: unknown; name?: string; message?: string };

// Not by class: an error of Node's own is of another class wherever code runs in a context of its own.
const partsOf = (error: unknown): Parts => (typeof error === 'object' && error !== null ? error : {});
