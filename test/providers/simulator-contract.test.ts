import { contentOf, type PaymentFact } from '../../src/domain/payment-fact.ts';
import { createProviders, listedProviders } from '../../src/providers/index.ts';
import type { Simulation } from '../../src/providers/simulator.ts';

const settings: Record<string, string> = Object.assign({}, ...listedProviders.map(({ simulator }) => simulator.makeSettings()));
const providers = createProviders(settings);

const SIMULATION: Simulation = {
  event: 'paid',
  payNo: 'P1',
  amount: { currency: 'CNY', amountMinor: 8880 },
  happenedAt: new Date('2026-03-01T16:30:05Z'),
  set: {},
  alter: {},
};

describe.each(listedProviders)('the simulator of $name', ({ name, needs, simulator }) => {
  function send(simulation: Partial<Simulation>): PaymentFact[] {
    const { headers, body } = simulator.sign({ ...SIMULATION, ...simulation }, settings);
    return providers.get(name)?.translate({ headers, rawBody: Buffer.from(body) }) ?? [];
  }

  test('makes every setting that the provider and it need', () => {
    expect(Object.keys(simulator.makeSettings()).sort()).toEqual([...new Set([...needs, ...simulator.settings])].sort());
    expect(simulator.makeSettings()).not.toEqual(simulator.makeSettings());
  });

  test.each(simulator.events)('tells %s', (event) => {
    expect(send({ event })).toMatchObject([{ provider: name, event, payNo: 'P1', amount: SIMULATION.amount }]);
  });

  test.each(simulator.events)('sends %s again as the same notification, whenever it is', (event) => {
    const [first, second] = [send({ event }), send({ event, happenedAt: new Date('2026-03-01T16:31:00Z') })];
    expect(second[0]?.notificationId).toBe(first[0]?.notificationId);
    expect(second.map(contentOf)).toEqual(first.map(contentOf));
  });

  test('has another id for anything else', () => {
    const others = [{ payNo: 'P2' }, { event: 'refunded' }, { amount: { currency: 'CNY', amountMinor: 1 } }] as const;
    const ids = [{}, ...others].map((other) => send(other)[0]?.notificationId);
    expect(new Set(ids).size).toBe(4);
  });

  test('says how much is refunded, and by which number', () => {
    const refund = { refundId: 'R7', amountMinor: 1000 };
    expect(send({ event: 'partially_refunded', refund })).toMatchObject([{ event: 'partially_refunded', refund }]);
    expect(send({ event: 'refunded' })).toMatchObject([{ event: 'refunded', refund: { amountMinor: 8880 } }]);
  });

  test('takes the words of the provider for what they are', () => {
    const provider = providers.get(name);
    if (!provider) throw new Error('is off');
    expect(simulator.isTaken(provider.taken)).toBe(true);
    for (const status of [400, 401, 413, 503]) expect(simulator.isTaken(provider.failed(status))).toBe(false);
  });
});

describe('what is set is said and signed, and what is altered is refused', () => {
  const send = (name: string, changes: Partial<Simulation>): PaymentFact[] => {
    const simulator = listedProviders.find((listed) => listed.name === name)?.simulator;
    if (!simulator) throw new Error(`no ${name}`);
    const { headers, body } = simulator.sign({ ...SIMULATION, ...changes }, settings);
    return providers.get(name)?.translate({ headers, rawBody: Buffer.from(body) }) ?? [];
  };

  test.each([
    ['alipay', { notify_id: 'N1', total_amount: '0.01' }, { trade_no: 'T9' }],
    ['wechatpay', { id: 'N1', 'resource.amount.total': '1' }, { id: 'N2' }],
    ['wechatpay', { id: 'N1', 'resource.amount.total': '1' }, { 'wechatpay-signature': 'WECHATPAY/SIGNTEST/x' }],
    ['wechatpay', { id: 'N1', 'resource.amount.total': '1' }, { 'resource.ciphertext': 'AAAA' }],
    ['stripe', { id: 'N1', 'data.object.amount_total': '1' }, { 'data.object.client_reference_id': 'P2' }],
    ['stripe', { id: 'N1', 'data.object.amount_total': '1' }, { __proto__x: '1' }],
    ['standard', { 'webhook-id': 'N1', 'data.amount_minor': '1' }, { 'webhook-id': 'N2' }],
    ['standard', { 'webhook-id': 'N1', 'data.amount_minor': '1' }, { 'data.pay_no': 'P2' }],
  ])('by %s: %j, %j', (name, set, alter) => {
    expect(send(name, { set })).toMatchObject([{ notificationId: 'N1', amount: { amountMinor: 1 } }]);
    expect(() => send(name, { alter: alter as Record<string, string> })).toThrow(
      expect.objectContaining({ name: 'NotificationRefused' }),
    );
  });
});
