const ALL_ADDRESSES = new Set(['0.0.0.0', '::']);

/** Where the API is: as it is said, or else by its own settings, on this machine. */
export function apiUrlOf({ API_URL, HOST = '127.0.0.1', PORT = '3000' }: Readonly<Record<string, string>>): string {
  const host = ALL_ADDRESSES.has(HOST) ? '127.0.0.1' : HOST;
  return (API_URL ?? `http://${host}:${PORT}`).replace(/\/$/, '');
}
