import { Argument, Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { formatMoney, type Money, minorUnits } from '../domain/money.ts';
import type { PaymentEvent } from '../domain/payment-fact.ts';
import { readSettings } from '../embedded/settings.ts';
import { environment } from '../process-environment.ts';
import type { SignedNotification } from '../providers/simulator.ts';
import { SIMULATORS } from '../providers/simulators.ts';

type Changes = Record<string, string>;
type Options = { payNo: string; times: number; atOnce?: true } & {
  amount?: string;
  currency: string;
  refund?: string;
  refundId: string;
  set: Changes;
  alter: Changes;
};

const EVENTS = ['pending', 'paid', 'finished', 'closed', 'partially_refunded', 'refunded'] as const satisfies PaymentEvent[];
const paymentAnswer = z.object({ amount: z.object({ currency: z.string(), amountMinor: z.number() }) });

const settings: Record<string, string | undefined> = { ...readSettings(), ...environment };

const command = new Command('simulate')
  .description('Sends a signed notification to the running API, as the provider would. Exits 0 when every one is taken, else 1.')
  .addArgument(new Argument('<provider>', 'who tells it').choices([...SIMULATORS.keys()]))
  .addArgument(new Argument('<event>', 'what it tells').choices(EVENTS))
  .requiredOption('--pay-no <payNo>', 'the payment: our number of it')
  .option('--times <count>', 'send it this many times, one after the other', count, 1)
  .option('--at-once', 'send them all at once')
  .option('--amount <decimal>', 'the amount, as 88.80 (default: what the API says it is)')
  .option('--currency <code>', 'the currency of --amount', 'CNY')
  .option(
    '--refund <decimal>',
    'what is refunded: in all so far (alipay, stripe) or by this refund (default: all of it; half of it in part)',
  )
  .option('--refund-id <id>', "the refund's number", 'R1')
  .option('--set <name=value>', "say this instead of the provider's own, and sign it; may be repeated", change, {})
  .option('--alter <name=value>', 'change this after it is signed; may be repeated', change, {})
  .addHelpText(
    'after',
    `\nPOST /orders/{orderId}/pay-records answers the pay number. What each provider tells:\n${eventsByProvider()}\n`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action(simulate);

try {
  await command.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

function eventsByProvider(): string {
  return [...SIMULATORS].map(([provider, { events }]) => `  ${provider}: ${events.join(', ')}`).join('\n');
}

async function simulate(provider: string, event: PaymentEvent, options: Options): Promise<void> {
  const simulator = SIMULATORS.get(provider);
  if (!simulator) throw new Error(`There is no simulator of ${provider}`);
  if (!simulator.events.includes(event))
    command.error(`error: ${provider} does not tell this. It tells ${simulator.events.join(', ')}.`);
  for (const name of simulator.settings) setting(name);
  const { payNo, set, alter } = options;
  const amount = await amountOf(options);
  const simulation = { event, payNo, amount, ...refundOf(options, amount), happenedAt: new Date(), set, alter };
  process.stderr.write(`${provider} says of ${payNo}: ${event}, ${formatMoney(amount)}\n`);
  const send = async () => simulator.isTaken(await post(provider, simulator.sign(simulation, settings)));
  if (!(await repeat(send, options))) process.exitCode = 1;
}

async function amountOf({ payNo, amount, currency }: Options): Promise<Money> {
  return amount === undefined ? askAmount(payNo) : { currency, amountMinor: minor(amount, currency) };
}

function refundOf({ refund, refundId }: Options, { currency }: Money) {
  return refund === undefined ? {} : { refund: { refundId, amountMinor: minor(refund, currency) } };
}

/** Were all of them taken? */
async function repeat(send: () => Promise<boolean>, { times, atOnce }: Options): Promise<boolean> {
  const taken: boolean[] = [];
  if (atOnce) taken.push(...(await Promise.all(Array.from({ length: times }, send))));
  while (taken.length < times) taken.push(await send());
  return taken.every(Boolean);
}

async function post(provider: string, { headers, body }: SignedNotification): Promise<{ status: number; body: string }> {
  const response = await call(`/webhooks/${provider}`, { method: 'POST', headers, body });
  const reply = { status: response.status, body: await response.text() };
  process.stdout.write(`${reply.status} ${reply.body}\n`);
  return reply;
}

async function askAmount(payNo: string): Promise<Money> {
  const headers = { authorization: `Bearer ${setting('API_TOKEN')}` };
  const response = await call(`/payments/${encodeURIComponent(payNo)}`, { headers });
  if (!response.ok) throw new Error(`The API does not say what ${payNo} costs (HTTP ${response.status}): give --amount`);
  return paymentAnswer.parse(await response.json()).amount;
}

async function call(path: string, request: RequestInit): Promise<Response> {
  const url = `${setting('API_URL')}${path}`;
  return fetch(url, { ...request, signal: AbortSignal.timeout(30_000) }).catch((error: Error) => {
    throw new Error(`No answer from ${url}: ${error.cause instanceof Error ? error.cause.message : error.message}`);
  });
}

function setting(name: string): string {
  const value = settings[name];
  if (!value) throw new Error(`${name} is not set: start the stack with npm run dev, or set it`);
  return value;
}

function count(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('Write a whole number, 1 or more.');
  return Number(text);
}

function minor(text: string, currency: string): number {
  const amountMinor = minorUnits(text, currency);
  if (amountMinor === undefined) return command.error(`error: ${text} is not an amount of ${currency}. Write one like 88.80.`);
  return amountMinor;
}

function change(text: string, before: Changes): Changes {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('Write name=value.');
  return { ...before, [name]: value };
}
