import type { ConsoleParts, Counts, PaymentSeen } from '../console/parts.ts';
import { OPEN_PAYMENTS } from '../domain/temporal-names.ts';
import { createDecisions } from './acts/decisions.ts';
import { createDeliveryActs } from './acts/deliveries.ts';
import { createRedeliver } from './acts/redeliveries.ts';
import { createSubscriberActs } from './acts/subscribers.ts';
import type { Api } from './api.ts';
import { orNull } from './or-null.ts';
import { createPaymentList } from './payment-list.ts';
import { createPaymentLook } from './payment-look.ts';
import type { Pollers } from './pollers.ts';
import { createSubscribersSeen } from './subscribers-seen.ts';

const NO_HISTORY = { tries: [], words: [] };

/** What the console shows and does, made of what the API's routes are made of. */
export function createConsoleParts(api: Api & { pollers: Pollers }): ConsoleParts {
  const { database, notifications, apiTokens } = api;
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

  return {
    ...{ apiTokens, see, count },
    seeSubscribers: createSubscribersSeen(api),
    countOpen: () => notifications.batches.count(OPEN_PAYMENTS),
    list: createPaymentList(api),
    actOnDelivery: createDeliveryActs(api),
    redeliver: createRedeliver(api),
    decide: createDecisions(api),
    subscriberActs: createSubscriberActs(api),
  };
}
