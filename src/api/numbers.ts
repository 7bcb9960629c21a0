import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'; // 32, none of them mistaken for another

/** The day, for people, and 80 random bits, so that no number can be guessed. Within every provider's rules: 25 of [0-9A-Z]. */
function newNumber(letter: string): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  return letter + day + Array.from(randomBytes(16), (byte) => ALPHABET[byte % 32]).join('');
}

export const newOrderId = (): string => newNumber('O');
export const newPayNo = (): string => newNumber('P');
