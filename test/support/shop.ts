import { randomUUID } from 'node:crypto';
import { Connection, Client as TemporalClient } from '@temporalio/client';
import { Client as PostgresClient } from 'pg';
import { readSettings } from '../../src/embedded/settings.ts';
import { type Merchant, paidNotification, post } from './alipay.ts';
import { eventually } from './eventually.ts';

/** A payment that a student can make: CNY 88.80 for a course. */
export type Payment = { payNo: string; orderId: string; outBusinessId: string };

export type Reply = { status: number; body: string };

export const TAKEN: Reply = { status: 200, body: 'success' };

/** A stack as the shop and Alipay see it from outside; and its database and its Temporal, to look whether it is true. */
export type Shop = ReturnType<typeof createShop>;

type Where = { API_URL: string; DATABASE_URL: string; TEMPORAL_ADDRESS: string; SIMULATOR_URL?: string };

/** @param dataFolder of a stack; what it is asked must be up by then. */
export function createShop(dataFolder: string, where: Where) {
  const { API_TOKENS = '', ...settings } = readSettings(dataFolder);
  const { ALIPAY_APP_ID: appId = '', ALIPAY_SELLER_ID: sellerId = '', ALIPAY_SIMULATOR_PRIVATE_KEY: privateKey = '' } = settings;
  const merchant: Merchant = { appId, sellerId, privateKey };
  const temporal = new TemporalClient({ connection: Connection.lazy({ address: where.TEMPORAL_ADDRESS }), identity: 'ann' });

  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at with matchers
  async function ask(method: string, path: string, body?: object): Promise<{ status: number; body: any }> {
    const response = await fetch(where.API_URL + path, {
      method,
      headers: {
        authorization: `Bearer ${API_TOKENS.replace('dev=', '')}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  }

  /** Sent again where a busy machine does not reach Postgres in time. */
  const make = (path: string, body: object) =>
    eventually(async () => {
      const answer = await ask('POST', path, body);
      if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    });

  async function query<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    const client = new PostgresClient({ connectionString: where.DATABASE_URL });
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<Row>(sql, values).finally(() => client.end());
    return rows;
  }

  /** Alipay tells that it was paid; gives what Alipay hears. */
  const pay = ({ payNo }: Payment, changes?: Record<string, string>): Promise<Reply> =>
    post(where.API_URL, paidNotification(merchant, payNo, changes));

  return {
    ...{ merchant, temporal, ask, query, where },
    async newPayment(orderType = '60201', provider = 'alipay'): Promise<Payment> {
      const outBusinessId = `choose-${randomUUID()}`;
      const amount = { currency: 'CNY', amountMinor: 8880 };
      const { orderId } = await make('/orders', { orderType, outBusinessId, userId: 'student-1', title: 'Mathematics', amount });
      const { payNo } = await make(`/orders/${orderId}/pay-records`, { provider });
      return { payNo, orderId, outBusinessId };
    },
    pay,
    /** Tells it again until it is taken, as Alipay does. */
    payUntilTaken: async (payment: Payment) => void (await eventually(async () => expect(await pay(payment)).toEqual(TAKEN))),
    /** `GET /payments/{payNo}`. */
    look: async ({ payNo }: Payment) => (await ask('GET', `/payments/${payNo}`)).body,
    workflowOf: ({ payNo }: Payment) => temporal.workflow.getHandle(`payment/${payNo}`),
    /** Who has this order's course in his course table, and since when. */
    enrolments: ({ orderId }: Payment) =>
      query('select choose_course_id, user_id, pay_no, status, enrolled_at from learning.course_tables where order_id = $1', [
        orderId,
      ]),
    close: () => temporal.connection.close(),
  };
}
