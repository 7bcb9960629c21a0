import { type Subscriber, subscribersInWords } from '../../src/cli/words/subscribers.ts';

test('the subscribers are a table', () => {
  const rest = {
    events: 'payment',
    filter: null,
    maxPerSecond: null,
    retry: {} as Subscriber['retry'],
    timeoutSeconds: 10,
  } as const;
  const all: Subscriber[] = [
    {
      ...{ name: 'course-enrollment', kind: 'activity', taskQueue: 'learning-center', activity: 'onPaymentResult', ...rest },
      ...{ orderTypes: ['60201', '60202'], results: ['paid', 'refunded'], status: 'active' },
    },
    {
      ...{ name: 'mail', kind: 'http', url: 'https://mail.example/hook', ...rest },
      ...{ orderTypes: null, results: null, status: 'paused', pausedBy: 'ann', problem: 'no worker polls deliver/mail' },
    },
  ];
  expect(subscribersInWords(all).split('\n')).toEqual([
    'NAME               KIND      STATUS         ORDER TYPES   RESULTS         WHERE',
    'course-enrollment  activity  active         60201, 60202  paid, refunded  learning-center onPaymentResult',
    'mail               http      paused by ann  all           all             https://mail.example/hook (no worker polls deliver/mail)',
  ]);
  expect(subscribersInWords([])).toBe('nobody is told of anything');
});
