import { CancellationScope, condition, log } from '@temporalio/workflow';
import type { DeliveryOrder, SettledDelivery } from '../domain/delivery.ts';
import { eventMessageFor, type OperatorEvent } from '../domain/operator-event.ts';
import { messageFor, type PaymentResult } from '../domain/payment-result.ts';
import type { Subscription } from '../domain/subscription.ts';
import { activityIdOf } from '../domain/temporal-names.ts';
import { explain, type Failure, isFinal, type Telling, tellHosted, tellSubscriber } from './attempt.ts';

/** What subscribers are told: a result of a payment, or what an operator must know. */
export type Told = PaymentResult | OperatorEvent;

/** Telling one subscriber one thing. But for `interrupt` it is data, which a continued run carries. */
export type Delivery<What extends Told = PaymentResult> = {
  subscription: Subscription;
  result: What;
  status: 'pending' | 'parked' | SettledDelivery['status'];
  /** Since when it is being tried, or parked: milliseconds since 1970. */
  since: number;
  /** Set while it is parked. */
  failure?: Failure;
  /** What a person asked for and the delivery has not taken up yet. */
  order?: DeliveryOrder & { kind: 'retry' | 'skip' };
  /** Whatever its attempt says, it waits for a person. */
  parkBecause?: Failure;
  /** Ends the pending activity: see `tellSubscriber`. Set while there is one. */
  interrupt?: () => void;
  /** Its first try, of a hosted subscriber, is under way or has failed: the one that leaves no activity in the history. */
  localTry?: { error: string | null };
  /** Its subscriber may have done what it was told although it did not say so: a full refund does not spare it the payment. */
  mayBeTold?: true;
  /** A person had it delivered once more: Postgres has it as delivered already. */
  again?: { by: string; reason: string };
  /** `attempts`: null where only the history knows. `recorded`: it is in Postgres. */
  settled?: SettledDelivery & { attempts: number | null; localError: string | null; recorded: boolean };
};

/** It is over within this workflow task, or within two seconds. */
export const isTriedLocally = ({ status, localTry }: Delivery<Told>): boolean => status === 'pending' && localTry?.error === null;

/**
 * Sees one delivery through: attempts by the subscriber's policy, and when they gave up, parked until a person says retry
 * or skip. Nothing else ends it.
 * @param onChange hears of every change of the delivery's status.
 */
export async function deliver(delivery: Delivery<Told>, onChange: () => void): Promise<void> {
  if (delivery.status === 'pending') delivery.since = Date.now(); // until now it may have waited behind a parked one
  for (let tries = 1; !delivery.settled; tries++) {
    if (delivery.status === 'pending' && !delivery.order) await attempt(delivery, tries === 1);
    onChange();
    if (delivery.settled) return;
    await condition(() => delivery.order !== undefined);
    obey(delivery);
    onChange();
  }
}

/** Leaves the delivery delivered, or parked, or with an order that a person gave meanwhile. */
async function attempt(delivery: Delivery<Told>, isFirst: boolean): Promise<void> {
  if (delivery.parkBecause) return park(delivery, delivery.parkBecause);
  const startedAt = Date.now();
  try {
    await (isFirst && delivery.subscription.kind === 'hosted' ? tellLocallyFirst(delivery) : tell(delivery, 0));
    settle(delivery, { status: 'delivered', attempts: isFirst && tookOneAttempt(delivery, startedAt) ? 1 : null });
  } catch (error) {
    const failure = delivery.parkBecause ?? explain(error);
    if (!delivery.order) park(delivery, failure);
  } finally {
    delete delivery.interrupt;
  }
}

/** A local try is made once; of a regular activity a second attempt comes no sooner than the first interval of its policy. */
function tookOneAttempt({ localTry, subscription }: Delivery<Told>, startedAt: number): boolean {
  if (localTry) return localTry.error === null;
  return Date.now() - startedAt < subscription.retry.initialIntervalSeconds * 1000;
}

/** A hosted subscriber's first try is a local activity; what that could not do goes on as everybody else's. */
async function tellLocallyFirst(delivery: Delivery<Told>): Promise<unknown> {
  delivery.localTry = { error: null };
  try {
    return await tellHosted(delivery.subscription, tellingOf(delivery));
  } catch (error) {
    delivery.localTry = { error: explain(error).reason };
    if (delivery.order || delivery.parkBecause || isFinal(error, delivery.subscription)) throw error;
  }
  return tell(delivery, 1);
}

/** `made`: how many attempts of its policy were made already. Not itself async: each promise costs the worker. */
function tell(delivery: Delivery<Told>, made: number): Promise<unknown> {
  const scope = new CancellationScope();
  delivery.interrupt = () => scope.cancel();
  return scope.run(() => tellSubscriber(delivery.subscription, tellingOf(delivery), made));
}

function tellingOf({ subscription: { name }, result }: Delivery<Told>): Telling {
  const isEvent = 'eventId' in result;
  return {
    activityId: activityIdOf(name, idOf(result)),
    summary: `${name}: ${isEvent ? result.event : result.result}`,
    message: isEvent ? eventMessageFor(name, result) : messageFor(name, result),
  };
}

/** What it is called within its workflow. */
const idOf = (told: Told): string => ('eventId' in told ? told.event : told.resultId);

function park(delivery: Delivery<Told>, failure: Failure): void {
  delivery.status = 'parked';
  delivery.since = Date.now();
  delivery.failure = failure;
  delete delivery.parkBecause;
  log.warn('delivery.parked', {
    subscriber: delivery.subscription.name,
    resultId: idOf(delivery.result),
    failureType: failure.type,
  });
}

function obey(delivery: Delivery<Told>): void {
  const { order } = delivery;
  delete delivery.order;
  delete delivery.failure;
  delete delivery.parkBecause;
  if (order?.kind === 'skip') settle(delivery, { status: 'skipped', attempts: null, settledBy: order.by, reason: order.reason });
  else Object.assign(delivery, { status: 'pending', since: Date.now() });
}

type Outcome = Pick<NonNullable<Delivery['settled']>, 'status' | 'attempts' | 'settledBy' | 'reason'>;

function settle(delivery: Delivery<Told>, outcome: Outcome): void {
  const { subscription, result } = delivery;
  delivery.status = outcome.status;
  delivery.settled = {
    resultId: idOf(result),
    subscriber: subscription.name,
    settledAt: new Date().toISOString(),
    localError: delivery.localTry?.error ?? null,
    recorded: delivery.again !== undefined,
    ...outcome,
  };
}
