import { activityInfo } from '@temporalio/activity';
import type { PaymentFact } from '../../src/domain/payment-fact.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { paidFact } from './payments.ts';

/** What the provider does with a call: what it knows of the payment, or an error. */
type Answer = PaymentFact[] | Error;

export type Call = { what: 'query' | 'close'; at: number };

/** What the provider is to say of one payment. `query` is given how often it was asked before; `close` may refuse. */
export type Script = { query?: (before: number, isClosed: boolean) => Answer; close?: (before: number) => Error | undefined };

/** A provider that is asked about each payment what its test has written down, and keeps when it was, by Temporal's clock. */
export function createAskedProvider() {
  const scripts = new Map<string, Script>();
  const calls = new Map<string, Call[]>();

  function note(payNo: string, what: Call['what']): number {
    const all = calls.get(payNo) ?? [];
    const before = all.filter((call) => call.what === what).length;
    calls.set(payNo, [...all, { what, at: activityInfo().currentAttemptScheduledTimestampMs }]);
    return before;
  }

  const provider: Provider = {
    name: 'alipay',
    translate: () => [],
    taken: { status: 200, contentType: 'text/plain', body: 'success' },
    failed: (status) => ({ status, contentType: 'text/plain', body: 'failure' }),
    inquiry: {
      async query({ payNo }) {
        const isClosed = callsOf(payNo).some(({ what }) => what === 'close');
        const before = note(payNo, 'query');
        const answer = scripts.get(payNo)?.query?.(before, isClosed) ?? [];
        if (answer instanceof Error) throw answer;
        return answer;
      },
      async close({ payNo }) {
        const before = note(payNo, 'close');
        const refusal = scripts.get(payNo)?.close?.(before);
        if (refusal) throw refusal;
      },
    },
  };
  const callsOf = (payNo: string): Call[] => calls.get(payNo) ?? [];
  return { provider, callsOf, says: (payNo: string, script: Script) => void scripts.set(payNo, script) };
}

/** What a query answers when the payment was made: the event and the amount of the webhook, under an id of its own. */
export const queriedPaid = (payNo: string): PaymentFact => paidFact(payNo, { notificationId: `query/t-${payNo}/paid` });

export const queriedClosed = (payNo: string): PaymentFact =>
  paidFact(payNo, { notificationId: `query/t-${payNo}/closed`, event: 'closed' });
