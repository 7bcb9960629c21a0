import type { Database } from '../db/database.ts';
import type { HeldDecision } from '../domain/held.ts';

export type DecideHeldInput = { payNo: string; decision: HeldDecision };

/** `refused`: nothing was decided, and why. */
export type DecideHeldAnswer = { refused: string | null };

/** Keeps a person's word on everything of a payment that is held. Asked again, it changes nothing: the first word counts. */
export const createDecideHeld =
  ({ database }: { database: Database }) =>
  ({ payNo, decision }: DecideHeldInput): Promise<DecideHeldAnswer> =>
    database.inTransaction(async (tx) => {
      const payment = await tx.lockPayment(payNo);
      const held = (await tx.listFacts(payNo)).filter((entry) => entry.held && !entry.decision);
      const unknown = held.filter((entry) => entry.held?.code === 'pay_no_unknown');
      // Nothing can be told of a number that no order has. One that is known by now is checked anew by recordPayment.
      if (decision.approve && unknown.length > 0 && !payment) return { refused: 'the pay number is still unknown' };
      for (const entry of held) {
        if (decision.approve && unknown.includes(entry)) continue;
        await tx.insertDecision(entry.factId, decision);
      }
      return { refused: null };
    });
