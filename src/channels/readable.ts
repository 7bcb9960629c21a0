const LONGEST = 1024;

/** Somebody else's words as a part of one line: no control characters, no end of characters cut off, not long, and no secret. */
export function readable(words: string, secrets: string[] = []): string {
  const open = secrets.reduce((text, secret) => text.replaceAll(secret, '(secret)'), words);
  const line = open.replace(/[\p{Cc}\p{Cf}\p{Cs}\s\ufffd]+/gu, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST).replace(/\p{Cs}$/u, '')}…` : line;
}
