import type { Money } from '../domain/money.ts';
import type { PaymentEvent, Refund } from '../domain/payment-fact.ts';

/** What a provider is to say of a payment, and what is wrong with it. */
type Simulation = {
  event: PaymentEvent;
  payNo: string;
  amount: Money;
  refund?: Refund;
  happenedAt: Date;
  /** Parameters that the provider says and signs instead of its own. */
  set: Record<string, string>;
  /** Parameters changed on the way: the signature does not hold any more. */
  alter: Record<string, string>;
};

/** One sending of a notification, as it goes over the wire. */
export type SignedNotification = { headers: Record<string, string>; body: string };

/** Stands in for a provider in the tests, the demo and `npm run simulate`. It is no part of the running system. */
export type Simulator = {
  /** The settings that it needs, by their names; `sign` gets all of them. */
  settings: readonly string[];
  /** Signed now. The same simulation is the same notification, sent once more. */
  sign(simulation: Simulation, settings: Record<string, string>): SignedNotification;
  /** Would the provider read this reply as "taken", and stop sending? */
  isTaken(reply: { status: number; body: string }): boolean;
};
