import { AlipaySdk } from 'alipay-sdk';
import type { PaymentEvent } from '../../../src/domain/payment-fact.ts';
import { createAlipay } from '../../../src/providers/alipay/index.ts';
import { type AlipayStory, alipayNotification, signAlipayNotification } from '../../../src/providers/alipay/signer.ts';
import { ALIPAY, MERCHANT, notification, PAID_AT, SETTINGS } from './fixture.ts';

const alipay = createAlipay(SETTINGS);
const story = (event: PaymentEvent, more: Partial<AlipayStory> = {}): AlipayStory => ({
  ...{ event, payNo: 'P1', amountMinor: 8880, ...MERCHANT, happenedAt: PAID_AT },
  ...more,
});

const EVENTS: PaymentEvent[] = ['pending', 'paid', 'finished', 'closed', 'partially_refunded', 'refunded'];

describe("the signer's notifications", () => {
  const sdk = new AlipaySdk({
    appId: MERCHANT.appId,
    privateKey: ALIPAY.privateKey,
    alipayPublicKey: ALIPAY.publicKey,
    keyType: 'PKCS8',
  });

  it.each(EVENTS)("of %s are genuine to Alipay's own SDK too", (event) => {
    const body = signAlipayNotification(alipayNotification(story(event)), ALIPAY.privateKey);
    const received = Object.fromEntries(new URLSearchParams(body));
    expect(sdk.checkNotifySignV2(received)).toBe(true);
    expect(sdk.checkNotifySignV2({ ...received, total_amount: '0.01' })).toBe(false);
  });

  it.each(EVENTS)('of %s are told as that', (event) => {
    const [fact] = alipay.translate(notification(signAlipayNotification(alipayNotification(story(event)), ALIPAY.privateKey)));
    expect(fact).toMatchObject({ event, payNo: 'P1', amount: { currency: 'CNY', amountMinor: 8880 } });
  });

  it('are the same notification when they are sent again later, and another one for anything else', () => {
    const id = (one: AlipayStory) => new URLSearchParams(alipayNotification(one)).get('notify_id');
    expect(id(story('paid', { happenedAt: new Date() }))).toBe(id(story('paid')));
    const others = [story('finished'), story('paid', { amountMinor: 1 }), story('paid', { payNo: 'P2' })];
    expect(new Set([story('paid'), ...others].map(id)).size).toBe(4);
  });
});
