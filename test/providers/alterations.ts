import type { Notification } from '../../src/providers/provider.ts';
import { withChanges } from '../../src/providers/simulated-changes.ts';

/** Its last letter or digit is another one; where it has none, one is added. */
export function changed(value: string): string {
  const other = value.replace(/[A-Za-z0-9](?=[^A-Za-z0-9]*$)/, (last) => (last === 'A' ? 'B' : 'A'));
  return other === value ? `${value}A` : other;
}

/**
 * A genuine JSON notification with one thing changed: every field of the body and every header of the signature, in turn
 * another one, empty and left out; a field more; the same JSON in other bytes.
 */
export function alterationsOf(genuine: Notification, signatureHeaders: string[]): Record<string, Notification> {
  const text = genuine.rawBody.toString();
  const body = JSON.parse(text);
  const inBody = pathsOf(body).flatMap(([path, value]) => [
    [path, withBody(genuine, withChanges(body, { [path]: JSON.stringify(another(value)) }))],
    [`${path} (empty)`, withBody(genuine, withChanges(body, { [path]: '""' }))],
    [`${path} (left out)`, withBody(genuine, without(body, path.split('.')))],
  ]);
  const inHeaders = signatureHeaders.flatMap((name) => [
    [name, withHeader(genuine, name, changed(String(genuine.headers[name])))],
    [`${name} (empty)`, withHeader(genuine, name, '')],
    [`${name} (left out)`, withHeader(genuine, name, undefined)],
    [`${name} (twice)`, withHeader(genuine, name, `${genuine.headers[name]}, ${genuine.headers[name]}`)],
    [`${name} (a list)`, withHeader(genuine, name, [String(genuine.headers[name])])],
  ]);
  return {
    ...Object.fromEntries([...inBody, ...inHeaders]),
    'set of fields (one more)': withBody(genuine, { ...body, added: 1 }),
    'line end after the body': { ...genuine, rawBody: Buffer.from(`${text}\n`) },
    'byte order mark before the body': { ...genuine, rawBody: Buffer.from(`\u{feff}${text}`) },
    'space in the body': { ...genuine, rawBody: Buffer.from(text.replace(':', ': ')) },
  };
}

const withBody = (notification: Notification, body: object): Notification => ({
  ...notification,
  rawBody: Buffer.from(JSON.stringify(body)),
});

export const withHeader = ({ headers, rawBody }: Notification, name: string, value: string | string[] | undefined) => ({
  headers: { ...headers, [name]: value },
  rawBody,
});

/** Every place in it that is no object, with what stands there. */
function pathsOf(value: object, path: string[] = []): [path: string, value: unknown][] {
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'object' && inner !== null
      ? pathsOf(inner, [...path, name])
      : [[[...path, name].join('.'), inner] satisfies [string, unknown]],
  );
}

function another(value: unknown): unknown {
  if (typeof value === 'string') return changed(value);
  if (typeof value === 'number') return value + 1;
  return value === null ? 'A' : !value;
}

function without(body: object, [name = '', ...rest]: string[]): object {
  const copy: Record<string, unknown> = structuredClone(body) as Record<string, unknown>;
  if (rest.length === 0) delete copy[name];
  else copy[name] = without(copy[name] as object, rest);
  return copy;
}
