import { createAlipay } from '../../../src/providers/alipay/index.ts';
import { alipayNotification, signAlipayNotification } from '../../../src/providers/alipay/signer.ts';
import type { Notification } from '../../../src/providers/provider.ts';
import { changed } from '../alterations.ts';
import type { ProviderFixture } from '../provider-contract.ts';
import { ALIPAY, keyPair, MERCHANT, notification, PAID_AT, params, SETTINGS } from './fixture.ts';

const KEYS = { current: ALIPAY, next: keyPair(), stranger: keyPair() };

const signed = (all: Record<string, string>) => signAlipayNotification(all, ALIPAY.privateKey);
const genuine = signed(params());

/** Every parameter of a refund, which has the most of them: changed, emptied, left out, and one that was not there. */
function alterations(): Record<string, Notification> {
  const refund = { refundId: 'R1', amountMinor: 1000 };
  const story = { event: 'refunded', payNo: 'P1', amountMinor: 8880, ...MERCHANT, refund, happenedAt: PAID_AT } as const;
  const body = signed(alipayNotification(story));
  const entries = [...new URLSearchParams(body).keys()].flatMap((name) => [
    [name, altered(body, (form) => form.set(name, changed(form.get(name) ?? '')))],
    [`${name} (empty)`, altered(body, (form) => form.set(name, ''))],
    [`${name} (left out)`, altered(body, (form) => form.delete(name))],
  ]);
  return { ...Object.fromEntries(entries), 'set of parameters (one more)': altered(body, (form) => form.set('added', '1')) };
}

function altered(body: string, change: (form: URLSearchParams) => void): Notification {
  const form = new URLSearchParams(body);
  change(form);
  return notification(form.toString());
}

export const alipayFixture: ProviderFixture = {
  provider: createAlipay(SETTINGS),
  rotating: createAlipay({ ...MERCHANT, publicKeys: [KEYS.next.publicKey, KEYS.current.publicKey] }),
  paid: (key) => notification(signAlipayNotification(params(), KEYS[key].privateKey)),
  altered: alterations(),
  forSomebodyElse: {
    'another app': notification(signed(params({ app_id: '2021000000000002' }))),
    'another seller': notification(signed(params({ seller_id: '2088100000000002' }))),
  },
  noneOfOurs: {
    'another notify_type': notification(signed(params({ notify_type: 'servicemarket_order_notify' }))),
    'no out_trade_no': notification(signed(params({ out_trade_no: undefined }))),
  },
  personal: /stu\*|example\.com|2088000000000000/,
  malformed: {
    'a repeated parameter': notification(`${genuine}&total_amount=88.80`),
    'a parameter called __proto__': notification(`${genuine}&__proto__=1`),
    'a parameter called constructor': notification(`${genuine}&constructor=1`),
    'cut percent-encoding': notification(`${genuine}&a=%E`),
    'a body cut in the middle': notification(genuine.slice(0, genuine.length / 2)),
    'a body encoded twice': notification(encodeURIComponent(genuine)),
  },
  taken: { status: 200, contentType: 'text/plain', body: 'success' },
  failed: {
    400: { status: 400, contentType: 'text/plain', body: 'failure' },
    413: { status: 413, contentType: 'text/plain', body: 'failure' },
    503: { status: 503, contentType: 'text/plain', body: 'failure' },
  },
};
