import type { Client } from '@temporalio/client';
import type { FastifyInstance, InjectOptions } from 'fastify';
import pino from 'pino';
import { createFilter } from '../../src/activities/filter.ts';
import type { Api } from '../../src/api/api.ts';
import { createServer } from '../../src/api/server.ts';
import type { PaymentResultMessage } from '../../src/domain/payment-result.ts';
import { workflowIdOf } from '../../src/domain/temporal-names.ts';
import { createAlipay } from '../../src/providers/alipay/index.ts';
import { signAlipayNotification } from '../../src/providers/alipay/signer.ts';
import { createSecretBox } from '../../src/secrets/secret-box.ts';
import { createClient } from '../../src/temporal/connection.ts';
import { createPaymentNotifications } from '../../src/temporal/payment-notifications.ts';
import { ALIPAY, params, SETTINGS } from '../providers/alipay/fixture.ts';
import { eventually } from '../support/eventually.ts';
import type { System } from '../support/system.ts';

export const TOKEN = 'token-of-anna';

/** Alipay's own header, malformed as it is. */
export const ALIPAY_TYPE = 'application/x-www-form-urlencoded; text/html; charset=UTF-8';

export type TestApi = Awaited<ReturnType<typeof startApi>>;

/** The API, called without a socket by somebody whose name is anna, and every line that it logs. */
export async function startApi(api: Pick<Api, 'database' | 'notifications'> & Partial<Api>) {
  const log: string[] = [];
  const app = (await createServer({
    providers: new Map([['alipay', createAlipay(SETTINGS)]]),
    apiTokens: [
      { name: 'berta', token: 'token-of-berta' },
      { name: 'anna', token: TOKEN },
    ],
    filter: createFilter(),
    hosted: ['course-enrollment', 'bookkeeping'],
    allowsPlainHttp: false,
    secretBox: createSecretBox('a key of the tests, long enough'),
    orderTimeoutMinutes: 30,
    workflowUrl: (workflowId, runId) => `http://temporal.test/${encodeURIComponent(workflowId)}/${runId}`,
    logger: pino({ level: 'trace' }, { write: (line: string) => void log.push(line) }),
    ...api,
  })) as unknown as FastifyInstance;

  return { app, log, ...whoSpeaksTo(app) };
}

async function injectInto(app: FastifyInstance, request: InjectOptions) {
  const { statusCode: status, headers, rawPayload } = await app.inject(request);
  return { status, headers, type: String(headers['content-type']).split(';')[0], rawPayload, text: rawPayload.toString() };
}

type Answer = Awaited<ReturnType<typeof injectInto>>;

/** @param heard may ask again before it gives an answer. */
function whoSpeaksTo(app: FastifyInstance, heard = (ask: () => Promise<Answer>) => ask()) {
  const inject = (request: InjectOptions) => heard(() => injectInto(app, request));

  /** As anna; `body` is what the answer's JSON holds, null where it has none. */
  async function call(line: `${'GET' | 'POST' | 'PATCH' | 'DELETE'} /${string}`, given?: object, headers: Headers = {}) {
    const [method, url] = line.split(' ') as ['GET', string];
    const authorization = `Bearer ${TOKEN}`;
    const answer = await inject({ method, url, headers: { authorization, ...headers }, ...(given && { payload: given }) });
    return { ...answer, body: answer.text === '' ? null : JSON.parse(answer.text) };
  }

  /** What Alipay posts. */
  const webhook = (body: string | Buffer, headers: Headers = {}) =>
    inject({ method: 'POST', url: '/webhooks/alipay', headers: { 'content-type': ALIPAY_TYPE, ...headers }, payload: body });

  return { inject, call, webhook };
}

type Headers = Record<string, string>;

/** Asks again where a busy machine does not answer in time, which is 503. */
const untilHeard = (ask: () => Promise<Answer>): Promise<Answer> =>
  eventually(async () => {
    const answer = await ask();
    if (answer.status === 503) throw new Error(answer.text);
    return answer;
  });

/**
 * The API on the system of the test file, asked until it is heard; `once` asks one time, also where the answer is 503. Call it while the
 * file is loaded.
 */
export function useApi(system: () => System, changes: (system: System) => Partial<Api> = () => ({})) {
  const started = async () => {
    const { database, notifications } = system();
    const { app, log, ...once } = await startApi({ database, notifications, ...changes(system()) });
    return { app, log, ...whoSpeaksTo(app, untilHeard), once };
  };
  let api: Awaited<ReturnType<typeof started>> | undefined;
  beforeAll(async () => {
    api = await started();
  });
  afterAll(() => api?.app.close());
  return () => {
    if (!api) throw new Error('the API is there from beforeAll on');
    return api;
  };
}

/** The processes of payments, of a Temporal at this address. */
export function notificationsAt(address: string, namespace = 'none') {
  const client = createClient({ namespace, connection: { address } });
  return { notifications: createPaymentNotifications(client), close: () => client.connection.close() };
}

/** Alipay's word that this payment was made, genuine, with some parameters changed before it is signed. */
export const paidBody = (payNo: string, changes: Record<string, string | undefined> = {}): string =>
  signAlipayNotification(
    params({ out_trade_no: payNo, notify_id: `n-${payNo}`, trade_no: `t-${payNo}`, ...changes }),
    ALIPAY.privateKey,
  );

/** Does Temporal have a run, open or closed, of this payment? */
export async function wasStarted({ client }: { client: Client }, payNo: string): Promise<boolean> {
  return client.workflow
    .getHandle(workflowIdOf(payNo))
    .describe()
    .then(
      () => true,
      (error: Error) => {
        if (error.name === 'WorkflowNotFoundError') return false;
        throw error;
      },
    );
}

/** An activity that keeps what it is told, and then does what `then` does. */
export function listener(then: (message: PaymentResultMessage) => void | Promise<void> = () => undefined) {
  const told: PaymentResultMessage[] = [];
  const onPaymentResult = async (message: PaymentResultMessage): Promise<void> => {
    told.push(message);
    await then(message);
  };
  return { told, onPaymentResult };
}
