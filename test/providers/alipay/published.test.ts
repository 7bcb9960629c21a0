import { createAlipay } from '../../../src/providers/alipay/index.ts';
import { notification } from './fixture.ts';
import { PUBLISHED, PUBLISHED_KEY } from './published.ts';

const { app_id: appId, seller_id: sellerId } = PUBLISHED;
const alipay = createAlipay({ appId, sellerId, publicKeys: [PUBLISHED_KEY] });
const translate = (params: Record<string, string>) => alipay.translate(notification(new URLSearchParams(params).toString()));

describe("a notification that Alipay's SDK publishes", () => {
  it('is genuine, and told in our words', () => {
    expect(translate(PUBLISHED)).toEqual([
      {
        provider: 'alipay',
        notificationId: '2019081500222155624068450559358070',
        event: 'paid',
        payNo: '20190815155618536-564-57',
        transactionId: '2019081522001468450512505578',
        amount: { currency: 'CNY', amountMinor: 10 },
        refund: null,
        occurredAt: '2019-08-15T07:56:24.000Z',
      },
    ]);
  });

  it.each(Object.keys(PUBLISHED))('is refused when its %s is altered', (name) => {
    const value = new Map(Object.entries(PUBLISHED)).get(name);
    expect(() => translate({ ...PUBLISHED, [name]: `${value}0` })).toThrow(expect.objectContaining({ status: 401 }));
  });

  it('shows nothing of the buyer in what is told, and in why it is refused', () => {
    const told = JSON.stringify(translate(PUBLISHED));
    expect(told).not.toMatch(/xud|126\.com|2088102534368455/);
    const somebodyElses = createAlipay({ appId, sellerId: '1', publicKeys: [PUBLISHED_KEY] });
    const refusal = () => somebodyElses.translate(notification(new URLSearchParams(PUBLISHED).toString()));
    expect(refusal).toThrow(/^seller_id is not ours$/);
  });
});
