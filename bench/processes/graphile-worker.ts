import { Logger, run } from 'graphile-worker';
import pg from 'pg';
import { createEffect } from './effect.ts';
import { setting } from './settings.ts';

const pool = new pg.Pool({ connectionString: setting('DATABASE_URL') });
const effect = createEffect(pool);

const runner = await run({
  connectionString: setting('DATABASE_URL'),
  concurrency: 10,
  maxPoolSize: 11,
  logger: new Logger(() => () => undefined), // a line for each job is the default
  taskList: {
    tell: async (payload) => {
      const { subscriber, payNo } = payload as { subscriber: string; payNo: string };
      await effect(subscriber, payNo);
    },
  },
});
console.log('ready');
await runner.promise;
process.exit();
