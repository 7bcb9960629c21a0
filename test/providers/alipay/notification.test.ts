import type { PaymentFact } from '../../../src/domain/payment-fact.ts';
import { createAlipay } from '../../../src/providers/alipay/index.ts';
import { notification, params, SETTINGS, sign } from './fixture.ts';

const alipay = createAlipay(SETTINGS);
const facts = (changes: Record<string, string | undefined> = {}) => alipay.translate(notification(sign(params(changes))));

function fact(changes: Record<string, string | undefined>): PaymentFact {
  const [first] = facts(changes);
  if (!first) throw new Error('no fact');
  return first;
}

const NO_TIMES = { gmt_create: undefined, gmt_payment: undefined, gmt_close: undefined, notify_time: '2026-03-02 00:30:05' };
const REFUND = { gmt_refund: '2026-04-01 08:00:00.320', out_biz_no: 'R1', refund_fee: '10.00' };

test('a payment is told in our words, and without anything about the buyer', () => {
  const { notify_id: notificationId, trade_no: transactionId } = params();
  expect(facts()).toEqual([
    {
      provider: 'alipay',
      notificationId,
      event: 'paid',
      payNo: 'P1',
      transactionId,
      amount: { currency: 'CNY', amountMinor: 8880 },
      refund: null,
      occurredAt: '2026-03-01T16:30:03.000Z',
    },
  ]);
});

describe('the event', () => {
  it.each([
    ['WAIT_BUYER_PAY', {}, 'pending'],
    ['TRADE_SUCCESS', {}, 'paid'],
    ['TRADE_FINISHED', {}, 'finished'],
    ['TRADE_CLOSED', {}, 'closed'],
    ['TRADE_SUCCESS', REFUND, 'partially_refunded'],
    ['TRADE_CLOSED', REFUND, 'refunded'],
    ['TRADE_FINISHED', REFUND, 'finished'],
  ])('of %s with %j is %s', (status, changes, event) => {
    expect(fact({ trade_status: status, ...changes })).toMatchObject({ event });
  });

  it('of a plain payment that carries refund_fee=0.00, an empty gmt_refund and gmt_close is paid', () => {
    const changes = { refund_fee: '0.00', gmt_refund: '', out_biz_no: '', gmt_close: '2026-03-02 00:30:05' };
    expect(fact(changes)).toMatchObject({ event: 'paid', refund: null });
  });

  it('of an unpaid time-out that carries refund_fee=0.00 is closed', () => {
    expect(fact({ trade_status: 'TRADE_CLOSED', refund_fee: '0.00' })).toMatchObject({ event: 'closed', refund: null });
  });

  it.each([
    ['refund_fee alone', { refund_fee: '0.01' }],
    ['gmt_refund beside it', { refund_fee: '0.01', gmt_refund: '2026-04-01 08:00:00' }],
  ])('of a payment with %s is a partial refund', (_, changes) => {
    expect(fact(changes)).toMatchObject({ event: 'partially_refunded', refund: { amountMinor: 1 } });
  });
});

describe('the refund', () => {
  it('is named by out_biz_no, and its figure is the sum so far', () => {
    expect(fact(REFUND).refund).toEqual({ refundId: 'R1', amountMinor: 1000, counts: 'cumulative' });
  });

  it('is named by out_trade_no where the merchant gave no number', () => {
    expect(fact({ ...REFUND, out_biz_no: undefined }).refund).toEqual({
      refundId: 'P1',
      amountMinor: 1000,
      counts: 'cumulative',
    });
  });

  it.each([undefined, '', '0.00'])('of all is the whole amount where refund_fee is %j', (refund_fee) => {
    const full = fact({ ...REFUND, trade_status: 'TRADE_CLOSED', refund_fee });
    expect(full).toMatchObject({ event: 'refunded', refund: { amountMinor: 8880 } });
  });

  it('of a part is refused where refund_fee is missing', () => {
    expect(() => facts({ ...REFUND, refund_fee: undefined })).toThrow('refund_fee is missing');
  });
});

describe('the time', () => {
  it.each([
    ['paid', {}, '2026-03-01T16:30:03.000Z'],
    ['a refund, to the millisecond', REFUND, '2026-04-01T00:00:00.320Z'],
    ['pending', { trade_status: 'WAIT_BUYER_PAY' }, '2026-03-01T16:29:45.000Z'],
    ['closed', { trade_status: 'TRADE_CLOSED', gmt_close: '2026-01-01 00:00:00' }, '2025-12-31T16:00:00.000Z'],
    [
      'finished: when it was paid',
      { trade_status: 'TRADE_FINISHED', gmt_close: '2026-06-01 00:00:00' },
      '2026-03-01T16:30:03.000Z',
    ],
    ['no time of its own: when it was told', NO_TIMES, '2026-03-01T16:30:05.000Z'],
  ])('is UTC, where Alipay writes that of Beijing: %s', (_, changes, occurredAt) => {
    expect(fact(changes).occurredAt).toBe(occurredAt);
  });
});

describe('a genuine notification is refused, and the reason names the parameter', () => {
  it.each(['notify_id', 'trade_no', 'trade_status', 'total_amount'])('without %s', (name) => {
    expect(() => facts({ [name]: undefined })).toThrow(expect.objectContaining({ status: 400, message: `${name} is missing` }));
    expect(() => facts({ [name]: '' })).toThrow(`${name} is missing`);
  });

  it('without any time', () => {
    expect(() => facts({ ...NO_TIMES, notify_time: undefined })).toThrow('notify_time is missing');
  });

  it.each([
    ['trade_status', 'TRADE_PENDING', 'trade_status is unknown'],
    ['trade_status', 'constructor', 'trade_status is unknown'],
    ['total_amount', '88.8.0', 'total_amount is not an amount'],
    ['total_amount', '-88.80', 'total_amount is not an amount'],
    ['total_amount', '88.805', 'total_amount is not an amount'],
    ['total_amount', '8.88e1', 'total_amount is not an amount'],
    ['total_amount', '1,000.00', 'total_amount is not an amount'],
    ['refund_fee', 'all', 'refund_fee is not an amount'],
    ['gmt_payment', '2026-03-01T16:30:05Z', 'gmt_payment is not a time'],
    ['gmt_payment', '2026-13-41 16:30:05', 'gmt_payment is not a time'],
    ['charset', 'utf-7', 'charset is unknown'],
  ])('with %s %j', (name, value, reason) => {
    expect(() => facts({ [name]: value })).toThrow(expect.objectContaining({ status: 400, message: reason }));
  });

  it.each(['app_id', 'seller_id'])("of somebody else's %s", (name) => {
    const ofAnother = expect.objectContaining({ status: 400, message: `${name} is not ours` });
    expect(() => facts({ [name]: '2088999999999999' })).toThrow(ofAnother);
    expect(() => facts({ [name]: undefined })).toThrow(ofAnother);
  });
});

describe('a genuine notification that concerns no payment', () => {
  it.each([
    ['another notify_type', { notify_type: 'servicemarket_order_notify' }],
    ['no out_trade_no', { out_trade_no: undefined }],
  ])('gives no fact: %s', (_, changes) => {
    expect(facts(changes)).toEqual([]);
  });

  it('is refused when it is for another app', () => {
    expect(() => facts({ notify_type: 'servicemarket_order_notify', app_id: '1' })).toThrow('app_id is not ours');
  });
});

test('amounts are read without a float', () => {
  const minors = ['0.29', '1.1', '8', '999999999999.99'].map((total_amount) => fact({ total_amount }).amount.amountMinor);
  expect(minors).toEqual([29, 110, 800, 99999999999999]);
});

describe('GBK', () => {
  const gbk = (text: string) => Buffer.concat([...text].map(gbkCharacter));

  it.each(['GBK', 'gbk', 'gb2312', 'GB18030'])('declared as %s is verified over its own bytes', (charset) => {
    const body = sign({ ...params(), subject: gbk('课程：支付通知'), charset });
    expect(alipay.translate(notification(body))).toMatchObject([{ event: 'paid' }]);
  });

  it('is read as what it says', () => {
    const body = sign({ ...params(REFUND), out_biz_no: gbk('退款一'), charset: 'GBK' });
    expect(alipay.translate(notification(body))).toMatchObject([{ refund: { refundId: '退款一' } }]);
  });

  it('that is declared to be UTF-8 is refused where it is read', () => {
    const body = sign({ ...params(REFUND), out_biz_no: gbk('退款一') });
    expect(() => alipay.translate(notification(body))).toThrow('out_biz_no is not text in the charset declared');
  });
});

/** Node decodes GBK and cannot encode it: look for the two bytes that decode to the character. */
function gbkCharacter(character: string): Buffer {
  const decoder = new TextDecoder('gbk');
  for (let lead = 0x81; lead < 0xff; lead += 1) {
    for (let trail = 0x40; trail < 0xff; trail += 1) {
      const bytes = Buffer.from([lead, trail]);
      if (decoder.decode(bytes) === character) return bytes;
    }
  }
  throw new Error(`${character} is not in GBK`);
}
