import { createHash } from 'node:crypto';

/** Decimal digits that are always the same for the same things: what a simulator numbers its notifications with. */
export function stableDigits(count: number, of: unknown[]): string {
  const hash = createHash('sha256').update(JSON.stringify(of)).digest('hex');
  return BigInt(`0x1${hash}`).toString().slice(-count);
}
