import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

export type Ended = { code: number | null; out: string; err: string };

/** Runs a built program of ours (`dist/bin/<name>.js`) to its end, with this environment and nothing else of ours. */
export async function runBin(name: string, args: string[], env: Record<string, string>): Promise<Ended> {
  const program = join(resolve('dist/bin'), `${name}.js`);
  const child = spawn(process.execPath, [program, ...args], { env: { PATH: process.env['PATH'] ?? '', ...env } });
  child.stdin.end();
  const exited = new Promise<number | null>((done) => child.on('close', done));
  const [out, err] = await Promise.all([child.stdout.setEncoding('utf8').toArray(), child.stderr.setEncoding('utf8').toArray()]);
  return { code: await exited, out: out.join(''), err: err.join('') };
}
