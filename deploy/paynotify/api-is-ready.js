// The image's health check of the API: node api-is-ready.js http://127.0.0.1:3000/readyz
const [url] = process.argv.slice(2);
const ready = await fetch(url, { signal: AbortSignal.timeout(4000) }).then(
  (response) => response.ok,
  () => false,
);
process.exitCode = ready ? 0 : 1;
