const hosted = new URL('./processes/hosted-subscribers.ts', import.meta.url).href;

/** See https://nodejs.org/api/module.html#hooks: the list of the subscribers whose code lives here is that of the bench. */
export async function resolve(specifier, context, nextResolve) {
  const resolved = await nextResolve(specifier, context);
  return resolved.url.endsWith('/dist/subscribers/index.js') ? { ...resolved, url: hosted } : resolved;
}
