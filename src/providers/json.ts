import { NotificationRefused } from '../domain/errors.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** The bytes as text, so that the same text means the same bytes. @throws NotificationRefused when they are not UTF-8. */
export function utf8(rawBody: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(rawBody);
  } catch {
    throw new NotificationRefused(400, 'the body is not UTF-8');
  }
}

/** @throws NotificationRefused when it is not the JSON of an object, or says one thing twice. */
export function parseJsonObject(text: string): JsonObject {
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new NotificationRefused(400, 'it is no JSON object');
  requireDistinctNames(text);
  return value as JsonObject;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NotificationRefused(400, 'it is not JSON');
  }
}

const STRING_OR_BRACE = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}]/g;

/** JSON.parse takes the last of two values with the same name; another reader of the same bytes may take the first. */
function requireDistinctNames(validJson: string): void {
  const open: Set<string>[] = [];
  for (const [token, colon] of validJson.matchAll(STRING_OR_BRACE)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (colon !== undefined) {
      // Parsed, because a name can be written in several ways: `a` is `\u0061`.
      const name = String(JSON.parse(token.slice(0, -colon.length)));
      if (open.at(-1)?.has(name)) throw new NotificationRefused(400, 'the JSON has a name twice');
      open.at(-1)?.add(name);
    }
  }
}
