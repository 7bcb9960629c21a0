import type { Money } from '../domain/money.ts';
import type { PaymentEvent, Refund } from '../domain/payment-fact.ts';
import type { Settings } from './settings.ts';

/** Counted as the provider counts. */
export type SimulatedRefund = Omit<Refund, 'counts'>;

/** What a provider is to say of a payment. Without `refund`, a refund is of all, or of half. */
export type Story = {
  event: PaymentEvent;
  payNo: string;
  amount: Money;
  refund?: SimulatedRefund;
  happenedAt: Date;
};

/** What a provider is to say, and what is wrong with it. */
export type Simulation = Story & {
  /** Parameters that the provider says and signs instead of its own. */
  set: Record<string, string>;
  /** Parameters changed on the way: the signature does not hold any more. */
  alter: Record<string, string>;
};

/** One sending of a notification, as it goes over the wire. */
export type SignedNotification = { headers: Record<string, string>; body: string };

/** A call of the provider's API, as it came over the wire. Header names are in lower case. */
export type ApiCall = {
  method: string;
  /** Path and query, as they were signed. */
  target: string;
  /** What follows the provider's base address. */
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  body: string;
};

export type ApiAnswer = SignedNotification & { status: number };

/** What the provider knows: the last thing that became of each payment. A payment that nobody has begun is not in them. */
export type Books = {
  find(payNo: string): Story | undefined;
  list(): Story[];
  close(payNo: string): void;
};

/** The provider's API for asking and closing. */
export type SimulatedApi = {
  /** The settings that send the questions here. `baseUrl` is of this provider alone; what follows it is the path of a call. */
  urls(baseUrl: string): Record<string, string>;
  /** Believes no call that is not signed as the merchant's. */
  answer(call: ApiCall, books: Books, settings: Settings): ApiAnswer;
};

/** Stands in for a provider in the tests, the demo and `npm run simulate`. The running system does not call it. */
export type Simulator = {
  /** What this provider tells of a payment; the other events it never sends. */
  events: readonly PaymentEvent[];
  /** The settings that it needs, by their names; `sign` gets these, and whatever else is set. */
  settings: readonly string[];
  /** New ones for a stack of one's own: those of the webhook, and what signs for it. */
  makeSettings(): Record<string, string>;
  /** Signed now. The same simulation is the same notification, sent once more. */
  sign(simulation: Simulation, settings: Settings): SignedNotification;
  /** Would the provider read this reply as "taken", and stop sending? */
  isTaken(reply: { status: number; body: string }): boolean;
  /** How long after one sending the next comes, as long as none is taken; after the last it gives up. */
  resendAfterSeconds: readonly number[];
  /** Absent where the provider has none. */
  api?: SimulatedApi;
};
