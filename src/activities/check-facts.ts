import { log } from '@temporalio/activity';
import type { Statements } from '../db/database.ts';
import type { RecordedFact } from '../db/payment-facts.ts';
import { CONTENT_DIFFERS, type Held, PAY_NO_UNKNOWN, whyHeld, whyRefundsAnother } from '../domain/held.ts';
import { foldPayment, type Payment } from '../domain/payment.ts';
import type { PaymentFact } from '../domain/payment-fact.ts';

/** Keeps every fact, once for ever, and lists all of the payment; gives the numbers of those that were not known before. */
export async function keepFacts(tx: Statements, { payNo, facts }: { payNo: string; facts: PaymentFact[] }) {
  const [numbers, recorded] = await Promise.all([Promise.all(facts.map((fact) => tx.insertFact(fact))), tx.listFacts(payNo)]);
  return { news: new Set(numbers.filter((factId) => factId !== undefined)), recorded };
}

/** Checks what is new, and once more what was held only because its pay number was unknown. */
export async function checkFacts(tx: Statements, { payNo, payment, news, recorded }: Kept): Promise<void> {
  for (const entry of recorded) {
    const isWaiting = entry.held?.code === 'pay_no_unknown' && !entry.decision;
    if (!news.has(entry.factId) && !isWaiting) continue;
    const others = recorded.filter(({ factId }) => factId !== entry.factId && (!news.has(factId) || factId < entry.factId));
    const { paidBy } = foldPayment(trusted(others));
    const held = check(payment, { entry, paidBy, doubted: doubted(others) }) ?? null;
    if (held?.code === entry.held?.code) continue;
    await tx.setHeld(entry.factId, held);
    entry.held = held;
    if (held) log.warn('payment.held', { payNo, code: held.code });
  }
}

type Kept = { payNo: string; payment: Payment | undefined } & Awaited<ReturnType<typeof keepFacts>>;

type Checked = { entry: RecordedFact; paidBy: PaymentFact | null; doubted: PaymentFact[] };

function check(payment: Payment | undefined, { entry, paidBy, doubted }: Checked): Held | undefined {
  if (entry.contentDiffers) return CONTENT_DIFFERS;
  if (payment) return whyHeld(entry.fact, payment, paidBy) ?? whyRefundsAnother(entry.fact, doubted, paidBy);
  return isOfSomePayment(entry.fact) ? PAY_NO_UNKNOWN : undefined;
}

/** Says more than that a buyer was sent to pay: of a number that no order has, it must not get lost. */
export const isOfSomePayment = ({ event }: PaymentFact): boolean => event !== 'pending';

const isTrusted = ({ held, decision }: RecordedFact): boolean => !held || decision?.approve === true;

/** What no check holds, or a person has approved. */
export const trusted = (recorded: RecordedFact[]): PaymentFact[] => recorded.filter(isTrusted).map(({ fact }) => fact);

const doubted = (recorded: RecordedFact[]): PaymentFact[] =>
  recorded.filter((entry) => !isTrusted(entry)).map(({ fact }) => fact);
