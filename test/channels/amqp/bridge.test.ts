import { join } from 'node:path';
import { connect } from 'amqplib';
import { createAmqp } from '../../../src/channels/amqp/index.ts';
import { oldMessageOf } from '../../../src/channels/amqp/old-message.ts';
import { eventMessageFor } from '../../../src/domain/operator-event.ts';
import { messageFor } from '../../../src/domain/payment-result.ts';
import { refusing, silent } from '../../support/away.ts';
import { call, failureOf, result, useLine } from '../../support/calls.ts';
import { eventually } from '../../support/eventually.ts';
import { startOldListener } from '../../support/old-listener.ts';
import { type RabbitMq, rabbitmqIsInstalled, startRabbitMq } from '../../support/rabbitmq.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const MAXIMUM_OF_63_BITS = 2n ** 63n - 1n;
const paid = messageFor('old-learning-center', result());
const told = (url: string, message = paid) => call('amqp://broker.example', { secrets: [url], message });

describe('the message of the system replaced', () => {
  test('is its four fields, of which the id is a number', () => {
    const { id, content } = oldMessageOf(paid);
    expect(content.toString()).toBe(
      `{"id":${id},"messageType":"payresult_notify","businessKey1":"choose-1","businessKey2":"60201"}`,
    );
  });

  test('has an id that is positive, of 63 bits at most, and the same for the same delivery alone', () => {
    const ids = Array.from({ length: 500 }, (_, i) => oldMessageOf(messageFor('old', result({ payNo: `P${i}` }))).id);
    for (const id of ids) {
      expect(BigInt(id)).toBeGreaterThan(0n);
      expect(BigInt(id)).toBeLessThanOrEqual(MAXIMUM_OF_63_BITS);
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(oldMessageOf({ ...paid }).id).toBe(oldMessageOf(paid).id);
  });
});

test('an event for operators is none of its messages, and never will be', async () => {
  const about = { payNo: null, subscriber: 'bookkeeping', reason: 'it is gone', occurredAt: '2026-11-23T06:00:00.000Z' };
  const event = eventMessageFor('old', { messageType: 'operator_event', eventId: 'e1', event: 'subscriber.paused', ...about });
  const line = createAmqp().openLine();
  const failure = await failureOf(line.deliver(call('', { message: event })));
  expect(failure).toMatchObject({ type: 'NotForAmqp', outlook: 'never' });
});

describe('a broker that is away', () => {
  const line = useLine(createAmqp());

  test('is a failure that says so, without user and password', async () => {
    const { address } = await refusing();
    const failure = await failureOf(line.deliver(told(`amqp://shop:secret-word@${address}`)));
    expect(failure).toMatchObject({ type: 'AmqpConnectionRefused', outlook: 'again' });
    expect(failure.message).toMatch(/^connection refused after \d+ ms$/);
  });

  test('is one as well with a % in its password that begins no character', async () => {
    const { address } = await refusing();
    expect(await failureOf(line.deliver(told(`amqp://shop:50%off@${address}`)))).toMatchObject({ type: 'AmqpConnectionRefused' });
  });

  test('is not waited for by an attempt that nobody wants any more', async () => {
    const away = await silent();
    const signal = AbortSignal.abort(new Error('the worker stops'));
    const failure = await failureOf(line.deliver({ ...told(`amqp://shop:secret-word@${away.address}`), signal }));
    await away.close();
    expect(failure.message).toMatch(/^the worker stops after \d+ ms$/);
  });

  test('is a failure within the time of an attempt where it says nothing', async () => {
    const away = await silent();
    const failure = await failureOf(line.deliver({ ...told(`amqp://shop:secret-word@${away.address}`), timeoutMs: 300 }));
    await away.close();
    expect(failure).toMatchObject({ type: 'AmqpTimeout' });
  });

  test('is not called without its URL', async () => {
    expect(await failureOf(line.deliver({ ...told(''), secrets: [] }))).toMatchObject({ type: 'NoSecret' });
  });
});

const onRabbitMq = rabbitmqIsInstalled ? describe : () => undefined;
if (!rabbitmqIsInstalled) {
  test('the bridge is not tried on a RabbitMQ: this machine has none (Debian: apt-get install rabbitmq-server)', () => undefined);
}

onRabbitMq('the bridge to a RabbitMQ', () => {
  const folder = temporaryFolder();
  const line = useLine(createAmqp());
  let broker: RabbitMq;
  let listener: Awaited<ReturnType<typeof startOldListener>>;

  beforeAll(async () => {
    broker = await startRabbitMq(join(folder, 'rabbitmq'));
  });
  afterAll(() => broker?.stop());

  test('does not count what no queue takes as delivered', async () => {
    const failure = await failureOf(line.deliver(told(broker.url)));
    expect(failure).toMatchObject({ type: 'AmqpUnroutable', outlook: 'again' });
    expect(failure.message).toBe('no queue is bound to paynotify_exchange_fanout: nobody would have got it');
  });

  describe('with a listener of the system replaced', () => {
    beforeAll(async () => {
      listener = await startOldListener(broker.url);
    });
    afterAll(() => listener.close());
    beforeEach(() => {
      listener.messages.splice(0);
      listener.enrolled.splice(0);
    });

    test('enrols as it always did', async () => {
      await line.deliver(told(broker.url));
      await eventually(() => expect(listener.enrolled).toEqual(['choose-1']));
      expect(listener.messages).toMatchObject([
        {
          parsed: { id: oldMessageOf(paid).id, messageType: 'payresult_notify', businessKey1: 'choose-1', businessKey2: '60201' },
          properties: { deliveryMode: 2, correlationId: oldMessageOf(paid).id },
        },
      ]);
    });

    test('leaves to the listener what is no course', async () => {
      await line.deliver(told(broker.url, messageFor('old', result({ orderType: '70001' }))));
      await eventually(() => expect(listener.messages).toHaveLength(1));
      expect(listener.enrolled).toEqual([]);
    });

    test('sends a repeat under the same id', async () => {
      await line.deliver(told(broker.url));
      await line.deliver(told(broker.url));
      await eventually(() => expect(listener.messages).toHaveLength(2));
      expect(new Set(listener.messages.map(({ parsed }) => parsed.id)).size).toBe(1);
    });

    test('delivers many at once over one connection', async () => {
      const messages = Array.from({ length: 50 }, (_, i) =>
        messageFor('old', result({ outBusinessId: `choose-${i}`, payNo: `P${i}` })),
      );
      await Promise.all(messages.map((message) => line.deliver(told(broker.url, message))));
      await eventually(() => expect(new Set(listener.enrolled).size).toBe(50));
      expect(broker.control('list_connections', 'pid').trim().split('\n').length).toBeLessThanOrEqual(3);
    });

    test('opens its connection anew once the broker has closed it', async () => {
      await line.deliver(told(broker.url));
      broker.control('close_all_user_connections', 'shop', 'for the test');
      await listener.close().catch(() => undefined); // closed with all the others
      listener = await startOldListener(broker.url);
      await eventually(() => line.deliver(told(broker.url)));
      await eventually(() => expect(listener.enrolled).toContain('choose-1'));
    });
  });

  test('is refused with another password, and repeats neither that nor the user', async () => {
    const failure = await failureOf(line.deliver(told(broker.url.replace(/:[^:@]+@/, ':another-word@'))));
    expect(failure.type).toBe('AmqpAccessRefused');
    expect(failure.message).not.toMatch(/another-word|shop/);
  });

  test('says so where the exchange is of another type', async () => {
    broker.control('add_vhost', 'elsewhere');
    broker.control('set_permissions', '--vhost', 'elsewhere', 'shop', '.*', '.*', '.*');
    const connection = await connect(`${broker.url}/elsewhere`);
    await (await connection.createChannel()).assertExchange('paynotify_exchange_fanout', 'direct');
    await connection.close();
    const failure = await failureOf(line.deliver(told(`${broker.url}/elsewhere`)));
    expect(failure.type).toBe('AmqpPreconditionFailed');
    expect(failure.message).toContain('paynotify_exchange_fanout');
  });

  test('does not count what the broker refuses as delivered', async () => {
    broker.control('add_vhost', 'full');
    broker.control('set_permissions', '--vhost', 'full', 'shop', '.*', '.*', '.*');
    const connection = await connect(`${broker.url}/full`);
    const channel = await connection.createChannel();
    await channel.assertExchange('paynotify_exchange_fanout', 'fanout', { durable: true });
    await channel.assertQueue('full', { arguments: { 'x-max-length': 0, 'x-overflow': 'reject-publish' } });
    await channel.bindQueue('full', 'paynotify_exchange_fanout', '');
    expect(await failureOf(line.deliver(told(`${broker.url}/full`)))).toMatchObject({ type: 'AmqpNack', outlook: 'again' });
    await connection.close();
  });
});
