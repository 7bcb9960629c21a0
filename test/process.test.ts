import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

/** A process of ours that listens, as the API does, when what it waits for fails. */
const FAILING = `
  const { createServer } = require('node:http');
  import(${JSON.stringify(join(resolve('dist'), 'process.js'))}).then(({ runProcess }) =>
    runProcess('all', async () => {
      await new Promise((listening) => createServer().listen(0, '127.0.0.1', listening));
      throw new Error('a worker failed');
    }));`;

test('what a process throws ends it with 1 and a line, whatever of it still listens', async () => {
  const env = { PATH: process.env['PATH'] ?? '', DATABASE_URL: 'postgres://127.0.0.1/any' };
  const child = spawn(process.execPath, ['--eval', FAILING], { env });
  const exited = new Promise((done) => child.on('close', done));
  try {
    expect(await text(child.stderr)).toBe('all: a worker failed\n');
    expect(await exited).toBe(1);
  } finally {
    child.kill('SIGKILL');
  }
});
