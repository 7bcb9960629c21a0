import { randomUUID } from 'node:crypto';
import { eventually } from '../support/eventually.ts';
import { useStack } from '../support/stack.ts';

const shop = useStack();
const amount = { currency: 'CNY', amountMinor: 8880 };

async function newPayment(provider: string) {
  const outBusinessId = `choose-${randomUUID()}`;
  const order = { orderType: '60201', outBusinessId, userId: 'student-1', title: 'Mathematics', amount };
  const { orderId } = (await shop().ask('POST', '/orders', order)).body;
  const { payNo } = (await shop().ask('POST', `/orders/${orderId}/pay-records`, { provider })).body;
  return { payNo, orderId, outBusinessId };
}

async function happensAt(provider: string, payNo: string, lies: object): Promise<void> {
  const body = JSON.stringify({ provider, payNo, amount, events: ['paid'], lies });
  const response = await fetch(`${shop().where.SIMULATOR_URL}/simulator/payments`, { method: 'POST', body });
  if (!response.ok) throw new Error(await response.text());
}

test('trap 10: the webhook never comes: each provider is asked within a minute, and the student is enrolled', async () => {
  await Promise.all(['alipay', 'wechatpay', 'stripe'].map(askedInTime));
});

async function askedInTime(provider: string): Promise<void> {
  const payment = await newPayment(provider);
  await happensAt(provider, payment.payNo, { drop: true });
  await eventually(async () => {
    expect(await shop().look(payment)).toMatchObject({
      status: 'paid',
      facts: [{ event: 'paid', notificationId: expect.stringMatching(/^query\//) }],
      results: [{ result: 'paid', deliveries: [{ subscriber: 'course-enrollment', status: 'delivered' }] }],
    });
  }, 60);
  expect(await shop().enrolments(payment)).toMatchObject([{ status: 'open' }]);
  const watch = shop().temporal.workflow.getHandle(`watch/${payment.payNo}`);
  expect(await watch.result()).toEqual({ outcome: 'told: paid', asked: 1 });
}

test('a webhook that comes is taken at once, and three copies are one enrolment', async () => {
  const payment = await newPayment('wechatpay');
  await happensAt('wechatpay', payment.payNo, { times: 3 });
  await eventually(async () => expect(await shop().enrolments(payment)).toHaveLength(1));
});
