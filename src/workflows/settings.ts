import { PAUSED, pausedReason } from '../domain/delivery.ts';
import type { PaymentResult } from '../domain/payment-result.ts';
import type { Subscription } from '../domain/subscription.ts';
import { sameSettings } from '../domain/subscription.ts';
import type { Failure } from './attempt.ts';
import type { Delivery } from './delivery.ts';

const paused = (by: string): Failure => ({ reason: pausedReason(by), type: PAUSED });

type Beginning = {
  result: PaymentResult;
  subscription: Subscription;
  pausedBy: string | undefined;
  /** How it was settled before this run. */
  before?: Omit<NonNullable<Delivery['settled']>, 'attempts' | 'localError' | 'recorded'> | undefined;
  parkBecause?: Failure | undefined;
};

/** A delivery as it begins: settled before this run, to be parked, or to be made. */
export function newDelivery({ result, subscription, pausedBy, before, parkBecause }: Beginning): Delivery {
  const delivery: Delivery = { subscription, result, status: before?.status ?? 'pending', since: Date.now() };
  if (before) delivery.settled = { ...before, attempts: null, localError: null, recorded: true };
  const reason = parkBecause ?? (pausedBy === undefined ? undefined : paused(pausedBy));
  if (reason) delivery.parkBecause = reason;
  return delivery;
}

/** Brings a delivery that is not settled to its subscriber's settings of this moment. */
export function applySettings(delivery: Delivery, subscription: Subscription, pausedBy: string | undefined): void {
  if (delivery.settled) return;
  const isSame = sameSettings(delivery.subscription, subscription);
  delivery.subscription = subscription;
  if (pausedBy !== undefined) pause(delivery, pausedBy);
  else if (delivery.failure?.type === PAUSED) tryAgain(delivery, 'its subscriber goes on');
  else if (delivery.parkBecause?.type === PAUSED) unpause(delivery);
  else if (!isSame && delivery.interrupt) tryAgain(delivery, 'the settings of its subscriber have changed');
}

/** What is parked for another reason stays so; what is asked for by a person is done all the same. */
function pause(delivery: Delivery, by: string): void {
  if (delivery.status !== 'pending' || delivery.order) return;
  delivery.parkBecause ??= paused(by);
  delivery.interrupt?.();
}

/** The attempt that runs was asked to be the last: should it fail, another one follows. */
function unpause(delivery: Delivery): void {
  delete delivery.parkBecause;
  if (delivery.interrupt) tryAgain(delivery, 'its subscriber goes on');
}

/** Its subscriber is no more: nobody is there to be told. */
export function giveUp(delivery: Delivery): void {
  if (delivery.settled) return;
  const reason = 'its subscriber was removed';
  delivery.order ??= { kind: 'skip', subscriber: delivery.subscription.name, by: 'paynotify', reason };
  delivery.interrupt?.();
}

function tryAgain(delivery: Delivery, reason: string): void {
  delivery.order ??= { kind: 'retry', subscriber: delivery.subscription.name, by: 'paynotify', reason };
  delivery.interrupt?.();
}
