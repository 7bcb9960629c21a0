import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import type { Duration } from '@temporalio/common';
import { msToTs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, NativeConnection, Runtime, type Worker } from '@temporalio/worker';
import { createActivities } from '../../src/activities/index.ts';
import { createDatabase } from '../../src/db/database.ts';
import { createPool, onPool, type Pool } from '../../src/db/pool.ts';
import type { PaymentFact } from '../../src/domain/payment-fact.ts';
import type { PaymentResultMessage } from '../../src/domain/payment-result.ts';
import { PAYMENTS_TASK_QUEUE, SEARCH_ATTRIBUTES } from '../../src/domain/temporal-names.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { createBatchJobs } from '../../src/temporal/batch-jobs.ts';
import { createClient } from '../../src/temporal/connection.ts';
import { createOperatorEvents } from '../../src/temporal/operator-events.ts';
import { createPaymentNotifications } from '../../src/temporal/payment-notifications.ts';
import { registerSearchAttributes } from '../../src/temporal/search-attributes.ts';
import { createWorker } from '../../src/temporal/worker.ts';
import { createWorkflowHistory } from '../../src/temporal/workflow-history.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { eventually } from './eventually.ts';
import { startProxy } from './postgres-proxy.ts';

const workflowBundle = { codePath: fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url)) };

type Server = {
  client: Client;
  connection: NativeConnection;
  namespace: string;
  /** Lets so much of the server's time pass at once. */
  skipTime: (duration: Duration) => Promise<void>;
  /** The server's clock, which skipping puts forward. */
  now: () => Promise<Date>;
  close: () => Promise<void>;
};

/** Temporal and Postgres, the real ones, with a payments worker: a namespace and a database of the test file's own. */
export type System = Awaited<ReturnType<typeof startSystem>>;

export type SystemOptions = {
  /** `skipping`: the test server, on which a month of waiting takes seconds. */
  time?: 'real' | 'skipping';
  unknownPaymentGraceSeconds?: number;
  orderTimeoutMinutes?: number;
  /** The code of hosted subscribers, by its name. */
  hosted?: Record<string, (message: PaymentResultMessage) => Promise<unknown>>;
  /** Those that the payments worker can ask; none unless told. */
  providers?: ReadonlyMap<string, Provider>;
  /** How long Temporal keeps closed workflows; a day unless told. */
  retentionSeconds?: number;
};

/** Call it while the file is loaded; the system is there from `beforeAll` on, and stopped after the last test. */
export function useSystem(options: SystemOptions = {}): () => System {
  let system: System | undefined;
  beforeAll(async () => {
    system = await startSystem(options);
  });
  afterAll(() => system?.stop());
  return () => {
    if (!system) throw new Error('the system is there from beforeAll on');
    return system;
  };
}

async function startSystem({ time = 'real', retentionSeconds = 86_400, ...settings }: SystemOptions) {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const testDatabase: TestDatabase = await createTestDatabase();
  const postgres = await startProxy(testDatabase.url);
  const pool: Pool = createPool(postgres.url, () => undefined);
  const database = createDatabase(pool);
  const server = await (time === 'skipping' ? skippingServer() : realServer(retentionSeconds));
  const base = { connection: server.connection, namespace: server.namespace };
  const running = new Map<Worker, Promise<void>>();

  async function run(worker: Worker): Promise<Worker> {
    running.set(worker, worker.run());
    return worker;
  }

  async function stopWorker(worker: Worker): Promise<void> {
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await running.get(worker);
    running.delete(worker);
  }

  const stopPaymentsWorkers = async () => void (await Promise.all([...running.keys()].filter(isPaymentsWorker).map(stopWorker)));

  const notifications = createPaymentNotifications(server.client);
  const activities = createActivities({
    database,
    notifications,
    batchJobs: createBatchJobs(server.client),
    history: createWorkflowHistory(server.client.workflow),
    operatorEvents: createOperatorEvents(server.client),
    unknownPaymentGraceSeconds: settings.unknownPaymentGraceSeconds ?? 2,
    orderTimeoutMinutes: settings.orderTimeoutMinutes ?? 30,
    providers: settings.providers ?? new Map(),
  });
  const startPaymentsWorker = async (changes: Partial<typeof activities> = {}) =>
    run(
      await createWorker({
        ...base,
        taskQueue: PAYMENTS_TASK_QUEUE,
        workflowBundle,
        activities: { ...settings.hosted, ...activities, ...changes },
      }),
    );
  const paymentsWorker = await startPaymentsWorker();

  return {
    ...{ pool, database, databaseUrl: testDatabase.url, activities, paymentsWorker, startPaymentsWorker, stopWorker },
    /** The line between the system and its Postgres. */
    postgres,
    /** Statements outside a transaction, as the subscribers' code gets them. */
    db: onPool(pool),
    client: server.client,
    namespace: server.namespace,
    connection: server.connection,
    stopPaymentsWorkers,
    /** From then on one worker of the payments queue runs, with these changes. */
    async replacePaymentsWorker(changes: Partial<typeof activities> = {}) {
      await stopPaymentsWorkers();
      return startPaymentsWorker(changes);
    },
    notifications,
    /** Says it to Temporal as a provider would: again where that is too busy to take it in time. */
    notify: (fact: PaymentFact) => eventually(() => notifications.notify(fact)),
    skipTime: server.skipTime,
    now: server.now,
    /** A worker that runs activities only, as a subscriber's own service has one. */
    startSubscriberWorker: async (taskQueue: string, subscriberActivities: object) =>
      run(await createWorker({ ...base, taskQueue, activities: subscriberActivities })),
    async stop() {
      await Promise.all([...running.keys()].map(stopWorker));
      await server.close();
      await pool.end();
      await postgres.stop();
      await testDatabase.drop();
    },
  };
}

const isPaymentsWorker = ({ options }: Worker): boolean => options.taskQueue === PAYMENTS_TASK_QUEUE;

async function realServer(retentionSeconds: number): Promise<Server> {
  const { TEST_TEMPORAL_ADDRESS: address = '' } = process.env;
  const namespace = `test-${randomUUID()}`;
  const client = createClient({ namespace, connection: { address } });
  const workflowExecutionRetentionPeriod = msToTs(retentionSeconds * 1000);
  await client.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
  const connection = await NativeConnection.connect({ address });
  await registerSearchAttributes(client);
  const close = async () => {
    await connection.close();
    await client.connection.close();
  };
  const skipTime = () => Promise.reject(new Error('real time cannot be skipped'));
  return { client, connection, namespace, skipTime, now: async () => new Date(), close };
}

async function skippingServer(): Promise<Server> {
  const { TEST_TIME_SKIPPING_SERVER_PATH: path = '' } = process.env;
  const env = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } });
  // It cannot list them, so that registerSearchAttributes, which asks what is missing, does not work with it.
  const { IndexedValueType } = proto.temporal.api.enums.v1;
  const searchAttributes = Object.fromEntries(
    Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => [name, IndexedValueType[`INDEXED_VALUE_TYPE_${type}`]]),
  );
  await env.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes });
  return {
    client: env.client,
    connection: env.nativeConnection,
    namespace: env.namespace ?? 'default',
    skipTime: (duration) => env.sleep(duration),
    now: async () => new Date(await env.currentTimeMs()),
    close: () => env.teardown(),
  };
}
