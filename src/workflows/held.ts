import { ApplicationFailure } from '@temporalio/common';
import { condition, log } from '@temporalio/workflow';
import type { HeldDecision } from '../domain/held.ts';
import { type Payment, REMIND_AFTER_MS } from './payment.ts';

/** @throws ApplicationFailure, which refuses the update before it is in the history. */
export function requireHeld({ isLoaded, heldReason, decision }: Payment, word: HeldDecision): void {
  if (isLoaded && !heldReason) throw refusal('the payment is not held');
  if (decision) throw refusal('the payment is being decided already');
  if (typeof word?.approve !== 'boolean' || !word.by || !word.reason) throw refusal('decideHeld needs {approve, by, reason}');
}

/**
 * Hands a person's word to the run, and waits until it has recorded it and all that follows from it at once.
 * @throws ApplicationFailure where it cannot be done, such as approving a pay number that no order has.
 */
export async function decide(payment: Payment, word: HeldDecision): Promise<void> {
  if (!payment.isLoaded) {
    await condition(() => payment.isLoaded);
    requireHeld(payment, word);
  }
  const decision: NonNullable<Payment['decision']> = { word };
  payment.decision = decision;
  await condition(() => payment.decision !== decision);
  if (decision.refused) throw refusal(decision.refused);
}

const refusal = (message: string) => ApplicationFailure.nonRetryable(message, 'DecisionRefused');

/** Says once more that the payment is held, and when to say it again. */
export function remind({ payNo, heldReason, reminder }: Payment): void {
  if (!reminder) return;
  log.warn('payment.still_held', { payNo, heldReason, heldSince: new Date(reminder.since).toISOString() });
  reminder.at = Date.now() + REMIND_AFTER_MS;
}
