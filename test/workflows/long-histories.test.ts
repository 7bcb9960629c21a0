import { PermanentError } from '../../src/domain/errors.ts';
import { eventually } from '../support/eventually.ts';
import { createScene, type Scene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

// The test server suggests a new history after 400 events (test/support/global-setup.ts).
const system = useSystem();

const runOf = async (scene: Scene, payNo: string) => (await scene.handleOf(payNo).describe()).runId;

test('a payment with a long history goes on in a new one, with what is parked, told and known', async () => {
  const scene = createScene(system());
  let isRepaired = false;
  const told = await scene.subscribe('told-in-the-first-run');
  const parked = await scene.subscribe('parked-for-long', () => {
    if (!isRepaired) throw new PermanentError('the course is not published');
  });
  const { payNo } = await scene.pay();
  await eventually(async () => expect(await scene.settled(payNo)).toMatchObject([{ subscriber: 'told-in-the-first-run' }]));
  const firstRun = await runOf(scene, payNo);
  await scene.lengthenHistory(payNo, 400);
  await scene.retry(payNo, 'parked-for-long');
  await eventually(async () => expect(await runOf(scene, payNo)).not.toBe(firstRun));
  await eventually(async () =>
    expect(await scene.status(payNo)).toMatchObject({
      state: 'parked',
      results: [
        {
          resultId: 'paid',
          deliveries: [
            { subscriber: 'parked-for-long', status: 'parked', parkedReason: 'the course is not published' },
            { subscriber: 'told-in-the-first-run', status: 'delivered' },
          ],
        },
      ],
    }),
  );
  const { typedSearchAttributes } = await scene.handleOf(payNo).describe();
  const attributes = Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
  expect(attributes).toMatchObject({ PaymentState: 'parked', ParkedSubscribers: ['parked-for-long'], PaymentResult: 'paid' });

  isRepaired = true;
  await scene.retry(payNo, 'parked-for-long');
  expect(await scene.handleOf(payNo).result()).toMatchObject({
    delivered: ['parked-for-long: paid', 'told-in-the-first-run: paid'],
  });
  expect(told).toHaveLength(1);
  expect(parked).toHaveLength(3);
  expect(await scene.settled(payNo)).toMatchObject([
    { subscriber: 'parked-for-long', attempts: 3, lastError: 'the course is not published' },
    { subscriber: 'told-in-the-first-run', attempts: 1 },
  ]);
});

test('500 subscribers that park at once stay within every limit of Temporal, and a retry of all delivers all', async () => {
  const scene = createScene(system());
  const names = Array.from({ length: 500 }, (_, index) => `${index}-of-500-subscribers-with-a-long-name-`.slice(0, 40));
  for (const name of names) await scene.register(name, { taskQueue: 'all-of-them' });
  let isRepaired = false;
  const attempts = await scene.listen('all-of-them', () => {
    if (!isRepaired) throw new PermanentError('the whole service refuses everything');
  });
  const { payNo } = await scene.pay();
  const { workflowId } = scene.handleOf(payNo);
  const firstRun = system().client.workflow.getHandle(workflowId, await runOf(scene, payNo));
  const statuses = async () => {
    const { results } = await scene.status(payNo);
    return results.flatMap(({ deliveries }) => deliveries.map(({ status }) => status));
  };
  await eventually(async () => expect(await statuses()).toEqual(names.map(() => 'parked')));
  const { events } = await firstRun.fetchHistory();
  const upserts = (events ?? []).flatMap((event) =>
    Object.values(event.upsertWorkflowSearchAttributesEventAttributes?.searchAttributes?.indexedFields ?? {}),
  );
  const sizes = upserts.map(({ data }) => data?.length ?? 0);
  expect(Math.max(...sizes)).toBeLessThan(2048);
  expect(Math.max(...sizes)).toBeGreaterThan(1024);
  const { typedSearchAttributes } = await scene.handleOf(payNo).describe();
  const listed = typedSearchAttributes.getAll().find(({ key }) => key.name === 'ParkedSubscribers')?.value;
  expect(listed).toHaveLength(41);
  expect(listed).toContain('*');

  isRepaired = true;
  for (const name of names) await scene.retry(payNo, name);
  const { delivered } = await scene.handleOf(payNo).result();
  expect(delivered).toHaveLength(500);
  expect(attempts).toHaveLength(1000);
  const settled = await scene.settled(payNo);
  expect(settled.map(({ status, attempts: times }) => `${status} ${times}`)).toEqual(names.map(() => 'delivered 2'));
});
