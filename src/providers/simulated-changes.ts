import type { SignedNotification } from './simulator.ts';

type Changes = Record<string, string>;

/** The JSON with other values at these paths (`data.object.amount`): JSON where it is that, text where it is not. */
export function withChanges(json: object, changes: Changes): object {
  const changed = structuredClone(json);
  for (const [path, value] of Object.entries(changes)) {
    const names = path.split('.');
    const last = names.pop() ?? path;
    put(names.reduce<object>(child, changed), last, jsonOrText(value));
  }
  return changed;
}

/** The object under this name, made where there is none. */
function child(parent: object, name: string): object {
  const there: unknown = Object.getOwnPropertyDescriptor(parent, name)?.value;
  return typeof there === 'object' && there !== null ? there : put(parent, name, {});
}

/** Defined, not assigned: `__proto__` is a name like any other here. */
function put<Value>(parent: object, name: string, value: Value): Value {
  Object.defineProperty(parent, name, { value, enumerable: true, configurable: true, writable: true });
  return value;
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The notification changed on the way: a header where it has one of that name, else a place in its JSON. */
export function alterOnTheWay({ headers, body }: SignedNotification, changes: Changes): SignedNotification {
  const entries = Object.entries(changes);
  const inBody = entries.filter(([name]) => !(name in headers));
  return {
    headers: { ...headers, ...Object.fromEntries(entries.filter(([name]) => name in headers)) },
    // Untouched where nothing is changed: what is signed is the bytes.
    body: inBody.length === 0 ? body : JSON.stringify(withChanges(JSON.parse(body), Object.fromEntries(inBody))),
  };
}
