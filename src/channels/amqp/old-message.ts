import { createHash } from 'node:crypto';
import type { PaymentResultMessage } from '../../domain/payment-result.ts';

/** A message of the system replaced, as its listeners read it. */
export type OldMessage = { id: string; content: Buffer };

/** `id` is the same for the same delivery, and written into the JSON by hand: no number of JavaScript's holds 63 bits. */
export function oldMessageOf({ idempotencyKey, outBusinessId, orderType }: PaymentResultMessage): OldMessage {
  const id = oldIdOf(idempotencyKey);
  const fields = { messageType: 'payresult_notify', businessKey1: outBusinessId, businessKey2: orderType };
  return { id, content: Buffer.from(`{"id":${id},${JSON.stringify(fields).slice(1)}`) };
}

/** Positive, of 63 bits: what a signed long holds. */
function oldIdOf(idempotencyKey: string): string {
  const hash = createHash('sha256').update(idempotencyKey).digest().readBigUInt64BE();
  return String(BigInt.asUintN(63, hash) || 1n);
}
