import type { PaymentFact } from '../../../src/domain/payment-fact.ts';
import { createWeChatPay } from '../../../src/providers/wechatpay/index.ts';
import { clear, MERCHANT, REFUND, SETTINGS, sign } from './fixture.ts';

const wechatpay = createWeChatPay(SETTINGS);
const facts = (changes: Record<string, string> = {}) => wechatpay.translate(sign(clear(changes)));
const refunds = (changes: Record<string, string> = {}, refund: object = REFUND) =>
  wechatpay.translate(sign(clear(changes, refund), { associatedData: 'refund' }));

function only([fact, ...others]: PaymentFact[]): PaymentFact {
  if (!fact || others.length > 0) throw new Error('not one fact');
  return fact;
}

test('a payment is told in our words, and without anything about the buyer', () => {
  expect(facts({ id: 'EV-1', 'resource.transaction_id': '"4200001"' })).toEqual([
    {
      provider: 'wechatpay',
      notificationId: 'EV-1',
      event: 'paid',
      payNo: 'P1',
      transactionId: '4200001',
      amount: { currency: 'CNY', amountMinor: 8880 },
      refund: null,
      occurredAt: '2026-03-01T16:30:05.000Z',
    },
  ]);
});

describe('the event', () => {
  it.each([
    ['SUCCESS', 'paid'],
    ['REFUND', 'paid'],
    ['NOTPAY', 'pending'],
    ['USERPAYING', 'pending'],
    ['ACCEPT', 'pending'],
    ['PAYERROR', 'pending'],
    ['CLOSED', 'closed'],
    ['REVOKED', 'closed'],
  ])('of the trade state %s is %s', (state, event) => {
    expect(only(facts({ 'resource.trade_state': state }))).toMatchObject({ event, refund: null });
  });

  it('of a refund of a part is partially_refunded', () => {
    expect(only(refunds())).toMatchObject({ event: 'partially_refunded', refund: { refundId: 'R1', amountMinor: 1000 } });
  });

  it('of one refund of all is refunded', () => {
    const all = { event: 'refunded', refund: { refundId: 'R2', amountMinor: 8880 } };
    expect(only(refunds({}, all))).toMatchObject(all);
  });

  it('of a payment is decided by what is encrypted: another type around it is another notification', () => {
    expect(() => facts({ event_type: 'REFUND.SUCCESS' })).toThrow('refund_status is missing');
    expect(() => refunds({ event_type: 'TRANSACTION.SUCCESS' })).toThrow('appid is not ours');
  });
});

describe('the refund', () => {
  it('is named by refund_id, and its figure is of this refund alone', () => {
    const second = refunds({ 'resource.refund_id': '"50000000382019052709732678859"', 'resource.amount.refund': '500' });
    expect(only(second).refund).toEqual({ refundId: '50000000382019052709732678859', amountMinor: 500, counts: 'each' });
  });

  it('says the whole amount of the payment, in yuan where it names no currency', () => {
    expect(only(refunds())).toMatchObject({ amount: { currency: 'CNY', amountMinor: 8880 } });
    expect(only(refunds({ 'resource.amount.currency': 'HKD' }))).toMatchObject({ amount: { currency: 'HKD' } });
  });

  it.each(['CLOSED', 'ABNORMAL', 'PROCESSING'])('that is %s is no fact: nothing was refunded', (status) => {
    expect(refunds({ 'resource.refund_status': status })).toEqual([]);
  });
});

describe('the time', () => {
  it.each([
    ['paid: when it was', {}, '2026-03-01T16:30:05.000Z'],
    ['another zone', { 'resource.success_time': '2026-03-01T16:30:05-05:00' }, '2026-03-01T21:30:05.000Z'],
    [
      'closed: when it was told',
      { 'resource.trade_state': 'CLOSED', create_time: '2026-03-02T00:00:00+08:00' },
      '2026-03-01T16:00:00.000Z',
    ],
  ])('is UTC, where WeChat Pay writes that of Beijing: %s', (_, changes, occurredAt) => {
    expect(only(facts(changes)).occurredAt).toBe(occurredAt);
  });
});

describe('a genuine notification is refused, and the reason names the field', () => {
  it.each([
    ['id', 'id is missing'],
    ['event_type', 'event_type is missing'],
    ['resource.transaction_id', 'transaction_id is missing'],
    ['resource.trade_state', 'trade_state is missing'],
    ['resource.success_time', 'success_time is missing'],
    ['resource.amount', 'amount.total is missing'],
    ['resource.amount.total', 'amount.total is missing'],
  ])('without %s', (path, reason) => {
    expect(() => facts({ [path]: 'null' })).toThrow(expect.objectContaining({ status: 400, message: reason }));
  });

  it.each([
    ['resource.refund_id', 'refund_id is missing'],
    ['resource.refund_status', 'refund_status is missing'],
    ['resource.amount.refund', 'amount.refund is missing'],
  ])('of a refund without %s', (path, reason) => {
    expect(() => refunds({ [path]: 'null' })).toThrow(expect.objectContaining({ status: 400, message: reason }));
  });

  it.each([
    ['trade_state', '"PAID"', 'trade_state is unknown'],
    ['trade_state', '"constructor"', 'trade_state is unknown'],
    ['amount.total', '"8880"', 'amount.total is not a whole number of minor units'],
    ['amount.total', '88.8', 'amount.total is not a whole number of minor units'],
    ['amount.total', '-1', 'amount.total is not a whole number of minor units'],
    ['amount.total', '9007199254740992', 'amount.total is not a whole number of minor units'],
    ['amount.currency', '"yuan"', 'amount.currency is not a currency'],
    ['out_trade_no', '1', 'out_trade_no is not an ordinary text'],
    ['out_trade_no', '"P\\u00001"', 'out_trade_no is not an ordinary text'],
    ['out_trade_no', '"\\ud800"', 'out_trade_no is not an ordinary text'],
    ['out_trade_no', JSON.stringify('P'.repeat(201)), 'out_trade_no is not an ordinary text'],
    ['success_time', '"2026-03-01 16:30:05"', 'success_time is not a time'],
    ['success_time', '"2026-13-41T16:30:05+08:00"', 'success_time is not a time'],
  ])('with %s %s', (name, value, reason) => {
    expect(() => facts({ [`resource.${name}`]: value })).toThrow(expect.objectContaining({ status: 400, message: reason }));
  });
});

describe('the resource', () => {
  const another = 'vutsrqponmlkjihgfedcba9876543210';

  it('is decrypted with either APIv3 key while they rotate', () => {
    const rotating = createWeChatPay({ ...SETTINGS, apiV3Keys: [another, ...SETTINGS.apiV3Keys] });
    expect(rotating.translate(sign(clear()))).toHaveLength(1);
    expect(rotating.translate(sign(clear(), { apiV3Key: another }))).toHaveLength(1);
  });

  it('encrypted with another key is refused', () => {
    const reason = 'resource is encrypted with another APIv3 key';
    expect(() => wechatpay.translate(sign(clear(), { apiV3Key: another }))).toThrow(reason);
  });

  it('may have no associated data', () => {
    expect(wechatpay.translate(sign(clear(), { associatedData: '' }))).toHaveLength(1);
  });

  it('of another event is left encrypted', () => {
    const other = sign(clear({ event_type: 'PAYSCORE.USER_PAID' }), { apiV3Key: another });
    expect(wechatpay.translate(other)).toEqual([]);
  });
});

describe('the settings', () => {
  it.each(['', 'k'.repeat(31), 'k'.repeat(33), '钥'.repeat(32)])(
    'are refused with an APIv3 key that has not 32 bytes: %j',
    (key) => {
      expect(() => createWeChatPay({ ...SETTINGS, apiV3Keys: [...SETTINGS.apiV3Keys, key] })).toThrow(
        /^WECHATPAY_API_V3_KEY 2 of 2 has \d+ bytes instead of 32$/,
      );
    },
  );

  it.each(['', 'no-serial', 'S1=', 'S1=not-a-key', 'S 1=x', '=x'])('are refused with a public key that is none: %j', (entry) => {
    const reason = 'WECHATPAY_PUBLIC_KEYS 2 of 2 is not serial=key, the key an RSA public key (PEM or bare base64)';
    expect(() => createWeChatPay({ ...SETTINGS, publicKeys: [...SETTINGS.publicKeys, entry] })).toThrow(new Error(reason));
  });

  it('are refused with the same serial twice, and with no key', () => {
    const twice = [...SETTINGS.publicKeys, ...SETTINGS.publicKeys];
    expect(() => createWeChatPay({ ...SETTINGS, publicKeys: twice })).toThrow('has a serial that is there already');
    expect(() => createWeChatPay({ ...SETTINGS, publicKeys: [] })).toThrow('WECHATPAY_PUBLIC_KEYS is empty');
    expect(() => createWeChatPay({ ...MERCHANT, publicKeys: SETTINGS.publicKeys, apiV3Keys: [] })).toThrow('is empty');
  });
});
