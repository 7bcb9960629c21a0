// After `npm install`: adds to package-lock.json the optional packages of other platforms that npm left out because the
// registry in use does not have them. Without their entries `npm ci` calls the lock file incomplete, on every machine.
// Their integrity is not known here, so that npm takes what its registry has under that version.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];
const wordOf = (name, words) =>
  words.find((word) => new RegExp(`(^|[-.])${word}([-.]|$)`).test(name.replace('windows', 'win32')));

for (const { optionalDependencies = {}, dev } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const path = `node_modules/${name}`;
    const isThere = Object.keys(lock.packages).some((known) => known.endsWith(path));
    const [os, cpu] = [wordOf(name, systems), wordOf(name, processors)];
    if (isThere || !os || !/^\d/.test(version)) continue;
    const libc = os === 'linux' && name.includes('musl') ? { libc: ['musl'] } : {};
    lock.packages[path] = { version, ...(cpu && { cpu: [cpu] }), ...(dev && { dev }), optional: true, os: [os], ...libc };
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
