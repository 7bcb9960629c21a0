/** Fen as Alipay writes an amount: `88.80`. */
export const yuan = (minor: number): string => `${Math.trunc(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;

/** A moment as Alipay writes it: Beijing's time, which it does not say. */
export function beijing(at: Date, plusSeconds = 0): string {
  const shifted = new Date(at.getTime() + (8 * 3600 + plusSeconds) * 1000);
  return shifted.toISOString().slice(0, 19).replace('T', ' ');
}
