import { PAUSED, pausedReason } from '../domain/delivery.ts';
import type { CurrentSubscription, Subscription } from '../domain/subscription.ts';
import { sameSettings } from '../domain/subscription.ts';
import type { Failure } from './attempt.ts';
import type { Delivery, Told } from './delivery.ts';

const paused = (by: string): Failure => ({ reason: pausedReason(by), type: PAUSED });

/** Why what a run delivers is parked after somebody asked for it to be cancelled. */
export const cancelled = (by: string): Failure => ({ reason: `cancelled by ${by}`, type: 'Cancelled' });

type Beginning<What extends Told> = {
  result: What;
  subscription: Subscription;
  pausedBy: string | undefined;
  /** How it was settled before this run. */
  before?: Omit<NonNullable<Delivery['settled']>, 'attempts' | 'localError' | 'recorded'> | undefined;
  parkBecause?: Failure | undefined;
};

/** A delivery as it begins: settled before this run, to be parked, or to be made. */
export function newDelivery<What extends Told>({
  result,
  subscription,
  pausedBy,
  before,
  parkBecause,
}: Beginning<What>): Delivery<What> {
  const delivery: Delivery<What> = { subscription, result, status: before?.status ?? 'pending', since: Date.now() };
  if (before) delivery.settled = { ...before, attempts: null, localError: null, recorded: true };
  const reason = parkBecause ?? (pausedBy === undefined ? undefined : paused(pausedBy));
  if (reason) delivery.parkBecause = reason;
  return delivery;
}

/** Brings a delivery that is not settled to its subscriber's settings of this moment; it is given up where there is none any more. */
export function takeSettings(delivery: Delivery<Told>, { pausedBy, removed, ...subscription }: CurrentSubscription): void {
  if (removed) giveUp(delivery);
  else applySettings(delivery, subscription, pausedBy);
}

function applySettings(delivery: Delivery<Told>, subscription: Subscription, pausedBy: string | undefined): void {
  if (delivery.settled) return;
  const isSame = sameSettings(delivery.subscription, subscription);
  delivery.subscription = subscription;
  if (pausedBy !== undefined) pause(delivery, pausedBy);
  else if (delivery.failure?.type === PAUSED) tryAgain(delivery, 'its subscriber goes on');
  else if (delivery.parkBecause?.type === PAUSED) unpause(delivery);
  else if (!isSame && delivery.interrupt) tryAgain(delivery, 'the settings of its subscriber have changed');
}

/** What is parked for another reason stays so; what is asked for by a person is done all the same. */
function pause(delivery: Delivery<Told>, by: string): void {
  if (delivery.status !== 'pending' || delivery.order) return;
  delivery.parkBecause ??= paused(by);
  delivery.interrupt?.();
}

/** The attempt that runs was asked to be the last: should it fail, another one follows. */
function unpause(delivery: Delivery<Told>): void {
  delete delivery.parkBecause;
  if (delivery.interrupt) tryAgain(delivery, 'its subscriber goes on');
}

/** Its subscriber is no more: nobody is there to be told. */
export function giveUp(delivery: Delivery<Told>): void {
  if (delivery.settled) return;
  const reason = 'its subscriber was removed';
  delivery.order ??= { kind: 'skip', subscriber: delivery.subscription.name, by: 'paynotify', reason };
  delivery.interrupt?.();
}

function tryAgain(delivery: Delivery<Told>, reason: string): void {
  delivery.order ??= { kind: 'retry', subscriber: delivery.subscription.name, by: 'paynotify', reason };
  delivery.interrupt?.();
}

/** Parks whatever is being delivered: somebody has asked for the run to be cancelled. */
export function parkAll(deliveries: Delivery<Told>[], by: string): void {
  for (const delivery of deliveries.filter(({ status }) => status === 'pending')) {
    delivery.parkBecause = cancelled(by);
    delivery.interrupt?.();
  }
}
