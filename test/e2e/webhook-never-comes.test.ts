import { eventually } from '../support/eventually.ts';
import { useStack } from '../support/stack.ts';

const shop = useStack();
const amount = { currency: 'CNY', amountMinor: 8880 };

async function happensAt(provider: string, payNo: string, lies: object): Promise<void> {
  const body = JSON.stringify({ provider, payNo, amount, events: ['paid'], lies });
  const response = await fetch(`${shop().where.SIMULATOR_URL}/simulator/payments`, { method: 'POST', body });
  if (!response.ok) throw new Error(await response.text());
}

test('trap 10: the webhook never comes: each provider is asked within a minute, and the student is enrolled', async () => {
  await Promise.all(['alipay', 'wechatpay', 'stripe'].map(askedInTime));
});

async function askedInTime(provider: string): Promise<void> {
  const payment = await shop().newPayment('60201', provider);
  await happensAt(provider, payment.payNo, { drop: true });
  await eventually(async () => {
    expect(await shop().look(payment)).toMatchObject({
      status: 'paid',
      facts: [{ event: 'paid', notificationId: expect.stringMatching(/^query\//) }],
      results: [{ result: 'paid', deliveries: [{ subscriber: 'course-enrollment', status: 'delivered' }] }],
    });
  });
  expect(await shop().enrolments(payment)).toMatchObject([{ status: 'open' }]);
  const watch = shop().temporal.workflow.getHandle(`watch/${payment.payNo}`);
  expect(await watch.result()).toEqual({ outcome: 'told: paid', asked: 1 });
}

test('a webhook that comes is taken at once, and three copies are one enrolment', async () => {
  const payment = await shop().newPayment('60201', 'wechatpay');
  await happensAt('wechatpay', payment.payNo, { times: 3 });
  await eventually(async () => {
    const response = await fetch(`${shop().where.SIMULATOR_URL}/simulator/payments/${payment.payNo}`);
    const { sendings } = (await response.json()) as { sendings: { taken: boolean }[] };
    expect(sendings.filter(({ taken }) => taken)).toHaveLength(3);
  });
  await shop().workflowOf(payment).result();
  expect(await shop().enrolments(payment)).toHaveLength(1);
});
