import type { OpenPayment } from '../../domain/delivery.ts';
import { Refused } from '../../domain/errors.ts';
import type { HeldDecision } from '../../domain/held.ts';
import type { Api } from '../api.ts';

/** A person's word on a held payment, over HTTP and in the console. It is a row for ever, and in the workflow's history. */
export function createDecisions({ database, notifications }: Pick<Api, 'database' | 'notifications'>) {
  /** Held means a held fact without a decision, also where its workflow was ended from outside. */
  async function decideAnew(payNo: string, word: HeldDecision): Promise<OpenPayment> {
    const facts = await database.listFacts(payNo);
    if (!facts.some(({ held, decision }) => held && !decision)) throw new Refused('the payment is not held');
    await notifications.reopen(payNo);
    const decided = await notifications.decideHeld(payNo, word);
    if (!decided) throw new Refused(`payment ${payNo} has just ended; look at it again`);
    return decided;
  }

  /** Answers what became of it. @throws Refused where nothing is held, or the word cannot be taken. */
  return async (payNo: string, word: HeldDecision): Promise<OpenPayment> =>
    (await notifications.decideHeld(payNo, word)) ?? (await decideAnew(payNo, word));
}
