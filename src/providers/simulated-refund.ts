import type { SimulatedRefund, Story } from './simulator.ts';

/** The refund that is to be told; where it is left open, all of it, or half of it for a partial one. */
export function simulatedRefund({ event, amount, refund }: Pick<Story, 'event' | 'amount' | 'refund'>): SimulatedRefund {
  const all = amount.amountMinor;
  return refund ?? { refundId: 'R1', amountMinor: event === 'partially_refunded' ? Math.floor(all / 2) : all };
}
