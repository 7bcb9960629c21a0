// Jest loads its set-up and its tear-down apart from each other: what they share is global.
const shared = globalThis as typeof globalThis & { paynotifyTestServers?: (() => Promise<void>)[] };

/** What the tear-down has to do; the last one first. */
export function whenStopping(stop: () => Promise<void>): void {
  shared.paynotifyTestServers = [stop, ...(shared.paynotifyTestServers ?? [])];
}

export async function stopServers(): Promise<void> {
  for (const stop of shared.paynotifyTestServers ?? []) await stop();
  shared.paynotifyTestServers = [];
}
