import { deliveryInWords } from '../../src/console/in-words.ts';
import { chooseTexts } from '../../src/console/texts/index.ts';

const english = chooseTexts('en', undefined);
const delivery = { subscriber: 'mailer', attempts: 1, lastError: null, nextAttemptAt: null, deliveredAt: null };

test('a long error is cut in a sentence: its attempt has all of it', () => {
  const parkedReason = `HTTP 500: ${'<p>sorry</p>'.repeat(50)}`;
  const { markup } = deliveryInWords({ ...delivery, status: 'parked', parkedReason }, english);
  expect(markup).toMatch(/^parked: HTTP 500: .*…$/);
  expect(markup).not.toContain('<p>');
  expect(deliveryInWords({ ...delivery, status: 'parked', parkedReason: 'no such account' }, english).markup).toBe(
    'parked: no such account',
  );
});

test('a delivery waits for its worker until its first attempt begins', () => {
  expect(deliveryInWords({ ...delivery, attempts: 0, status: 'pending' }, english).markup).toBe('waits for its worker');
  expect(deliveryInWords({ ...delivery, status: 'pending' }, english).markup).toBe('attempt 1 is under way');
});
