import { NotificationRefused } from '../../src/domain/errors.ts';
import type { Notification, Provider, Reply } from '../../src/providers/provider.ts';

/** What a provider's folder shows of itself, so that one suite can hold all of them to the contract. */
export type ProviderFixture = {
  /** Accepts what the current key signed, and nothing else. */
  provider: Provider;
  /** Accepts what the current key signed, and the next one: the time in which keys rotate. */
  rotating: Provider;
  /** A payment of payNo `P1`, CNY 88.80, signed by the key named. A stranger's is a good key that is not the provider's. */
  paid(key: 'current' | 'next' | 'stranger'): Notification;
  /** The genuine notification with one thing changed after it was signed, under the name of what is changed. */
  altered: Record<string, Notification>;
  /** Genuine, and not signed at the moment that the provider's clock shows. None where a provider has no such window. */
  stale?: Record<string, Notification>;
  /** Signed by the current key, and still not ours: where it is meant for somebody is a part of the notification. */
  forSomebodyElse?: Record<string, Notification>;
  /** Genuine, and nothing that a payment of ours is concerned by. */
  noneOfOurs: Record<string, Notification>;
  malformed: Record<string, Notification>;
  /** What the notifications above say about the buyer. */
  personal?: RegExp;
  /** What the provider must read to the byte. */
  taken: Reply;
  failed: Record<number, Reply>;
};

/** The suite. Where it stands in for the API: whatever is refused is refused by NotificationRefused, with a 4xx. */
export function describeProvider(name: string, fixture: ProviderFixture): void {
  const { provider, rotating } = fixture;

  describe(`the provider ${name}`, () => {
    test('is listed under its own name', () => expect(provider.name).toBe(name));

    describe('takes a genuine notification', () => {
      test('as one fact in our words', () => {
        expect(provider.translate(fixture.paid('current'))).toEqual([
          {
            provider: name,
            notificationId: expect.stringMatching(/./),
            event: 'paid',
            payNo: 'P1',
            transactionId: expect.stringMatching(/./),
            amount: { currency: 'CNY', amountMinor: 8880 },
            refund: null,
            occurredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          },
        ]);
      });

      test('twice, as the same fact', () => {
        expect(provider.translate(fixture.paid('current'))).toEqual(provider.translate(fixture.paid('current')));
      });

      test.each(Object.entries(fixture.noneOfOurs))('that says nothing of a payment of ours, as no fact: %s', (_, other) => {
        expect(provider.translate(other)).toEqual([]);
      });

      test('signed by either key while they rotate', () => {
        expect(rotating.translate(fixture.paid('current'))).toHaveLength(1);
        expect(rotating.translate(fixture.paid('next'))).toHaveLength(1);
        expect(provider).toRefuse(fixture.paid('next'), 401);
      });
    });

    describe('refuses', () => {
      test("a stranger's signature", () => expect(rotating).toRefuse(fixture.paid('stranger'), 401));
      test.each(Object.entries(fixture.altered))('an altered %s', (_, altered) => expect(provider).toRefuse(altered));
      for (const [when, stale] of Object.entries(fixture.stale ?? {}))
        test(`one that was ${when}`, () => expect(provider).toRefuse(stale, 401));
      for (const [whose, other] of Object.entries(fixture.forSomebodyElse ?? {}))
        test(`one for ${whose}`, () => expect(provider).toRefuse(other, 400));
      test.each(Object.entries(fixture.malformed))('%s', (_, malformed) => expect(provider).toRefuse(malformed));

      test.each([
        ['an empty body', ''],
        ['zero bytes', '\0\0\0'],
        ['a form of nothing', '&&&==='],
        ['a JSON object', '{}'],
        ['JSON that aims at prototypes', '{"__proto__":{"polluted":true}}'],
        ['a form that aims at prototypes', '__proto__[polluted]=1&constructor.prototype.polluted=1'],
        ['64 KiB of one letter', 'a'.repeat(65_536)],
        ['64 KiB of separators', '&'.repeat(65_536)],
      ])('%s', (_, body) => {
        expect(provider).toRefuse({ ...fixture.paid('current'), rawBody: Buffer.from(body) });
        expect({}).not.toHaveProperty('polluted');
      });
    });

    test('shows nothing of the buyer, in what it tells and in why it refuses', () => {
      const { personal = /@/ } = fixture;
      const all = [fixture.paid('current'), fixture.paid('stranger'), ...Object.values(fixture.altered)];
      for (const notification of [...all, ...Object.values(fixture.malformed)])
        expect(shownOf(outcomeOf(provider, notification))).not.toMatch(personal);
    });

    describe('answers in its own words', () => {
      test('when it is taken', () => expect(provider.taken).toEqual(fixture.taken));
      test.each(Object.entries(fixture.failed))('when it is not, by %s', (status, reply) => {
        expect(provider.failed(Number(status))).toEqual(reply);
      });
    });
  });
}

expect.extend({
  toRefuse(provider: Provider, notification: Notification, status?: 400 | 401) {
    const outcome = outcomeOf(provider, notification);
    const refused = outcome instanceof NotificationRefused && (status === undefined || outcome.status === status);
    return {
      pass: refused,
      message: () => `expected a refusal (${status ?? '4xx'}), got ${JSON.stringify(outcome)}: ${outcome}`,
    };
  },
});

function outcomeOf(provider: Provider, notification: Notification): unknown {
  try {
    return provider.translate(notification);
  } catch (error) {
    return error;
  }
}

const shownOf = (outcome: unknown): string => (outcome instanceof Error ? String(outcome.stack) : JSON.stringify(outcome));

declare global {
  namespace jest {
    interface Matchers<R> {
      toRefuse(notification: Notification, status?: 400 | 401): R;
    }
  }
}
