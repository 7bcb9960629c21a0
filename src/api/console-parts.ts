import type { ConsoleParts, Counts, PaymentSeen, SubscriberSeen } from '../console/parts.ts';
import { Unavailable } from '../domain/errors.ts';
import { createDecisions } from './acts/decisions.ts';
import { createDeliveryActs } from './acts/deliveries.ts';
import { createRedeliver } from './acts/redeliveries.ts';
import { createSubscriberActs } from './acts/subscribers.ts';
import type { Api } from './api.ts';
import { createPaymentList } from './payment-list.ts';
import { createPaymentLook } from './payment-look.ts';
import type { Pollers } from './pollers.ts';

const NO_HISTORY = { tries: [], words: [] };

/** What the console shows and does, made of what the API's routes are made of. */
export function createConsoleParts(api: Api & { pollers: Pollers }): ConsoleParts {
  const { database, notifications, apiTokens, pollers } = api;
  const lookAt = createPaymentLook(api);

  async function see(payNo: string): Promise<PaymentSeen | undefined> {
    const look = await lookAt(payNo);
    if (!look) return undefined;
    const { process, payRecord } = look;
    const [history, order, moments, attempts] = await Promise.all([
      process ? orNull(notifications.readHistory(process)) : null,
      payRecord && database.findOrder(payRecord.orderId),
      database.listMoments(payNo),
      database.listKeptAttempts(payNo),
    ]);
    return { ...look, order, history: history ?? NO_HISTORY, moments, attempts };
  }

  async function count(): Promise<Counts> {
    const [parked, processing, held] = await Promise.all([
      orNull(notifications.countInState('parked')),
      orNull(notifications.countInState('processing')),
      database.countHeld(),
    ]);
    return { processing, parked, held };
  }

  async function seeSubscribers(): Promise<SubscriberSeen[]> {
    const subscribers = await database.listSubscribers();
    // One alone: while Temporal is away, that one waits for it and not all of them.
    const anybody = await orNull(notifications.countInState('parked'));
    return Promise.all(
      subscribers.map(async (subscriber) => ({
        ...subscriber,
        parked: anybody && (await orNull(notifications.countParkedFor(subscriber.name))),
        problem: anybody === null ? undefined : await pollers.problemOf(subscriber.taskQueue),
      })),
    );
  }

  return {
    ...{ apiTokens, see, count, seeSubscribers },
    list: createPaymentList(api),
    actOnDelivery: createDeliveryActs(api),
    redeliver: createRedeliver(api),
    decide: createDecisions(api),
    subscriberActs: createSubscriberActs(api),
  };
}

/** Null where it is Temporal that does not answer. */
async function orNull<Value>(asked: Promise<Value>): Promise<Value | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Unavailable) return null;
    throw error;
  }
}
