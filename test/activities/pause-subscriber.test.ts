import { createPauseSubscriber } from '../../src/activities/pause-subscriber.ts';
import type { OperatorEventMessage } from '../../src/domain/operator-event.ts';
import { createBatches } from '../../src/temporal/batches.ts';
import { createOperatorEvents } from '../../src/temporal/operator-events.ts';
import { createAnnounced } from '../support/announced.ts';
import { eventually } from '../support/eventually.ts';
import { subscriber } from '../support/payments.ts';
import { useSystem } from '../support/system.ts';

const GONE = 'paynotify: 410 Gone';

const system = useSystem();
const heard: OperatorEventMessage[] = [];

beforeAll(async () => {
  await system().database.insertSubscriber(subscriber('on-call', { events: 'operator' }));
  await system().startSubscriberWorker('on-call', {
    onPaymentResult: async (message: OperatorEventMessage) => heard.push(message),
  });
});

const setStatus = (name: string, pausedBy: string | null) => system().database.setSubscriberStatus({ name, pausedBy });

async function pause(name: string, reason: string): Promise<void> {
  const { client, database } = system();
  const dependencies = { database, operatorEvents: createOperatorEvents(client), batches: createBatches(client) };
  await createPauseSubscriber(dependencies)({ name, pausedBy: GONE, reason });
}

const heardOf = (name: string) => heard.filter((event) => event.subscriber === name).map(({ reason }) => reason);
const jobsOf = async (name: string) =>
  (await createBatches(system().client).list()).filter(({ reason }) => reason.startsWith(`${name} `));
const batchesOf = async (name: string) => (await jobsOf(name)).map(({ reason }) => reason);

/** The one batch so far has told everybody. */
const batchIsOver = (name: string) =>
  eventually(async () => expect(await jobsOf(name)).toMatchObject([{ endedAt: expect.any(String) }]));

test('a pause that a crash left half done is completed, and told once however often it is asked for', async () => {
  await system().database.insertSubscriber(subscriber('gone'));
  await setStatus('gone', GONE); // and then its worker died
  await Promise.all([pause('gone', 'moved'), pause('gone', 'moved')]);
  await eventually(() => expect(heardOf('gone')).toEqual(['moved']));
  await pause('gone', 'asked again');
  await batchIsOver('gone'); // which the list goes by
  await setStatus('gone', null);
  await pause('gone', 'moved once more');
  await eventually(() => expect(heardOf('gone')).toEqual(['moved', 'moved once more']));
  await eventually(async () => expect(await batchesOf('gone')).toEqual(['gone paused: moved once more', 'gone paused: moved']));
});

test("a person's pause stays as it is, and nobody is told of another", async () => {
  await system().database.insertSubscriber(subscriber('moved-by-ann'));
  await setStatus('moved-by-ann', 'ann');
  await pause('moved-by-ann', 'moved');
  expect(await system().database.findSubscriber('moved-by-ann')).toMatchObject({ pausedBy: 'ann' });
  await system().database.insertSubscriber(subscriber('moved-later'));
  await setStatus('moved-later', GONE);
  await pause('moved-later', 'moved');
  await eventually(async () => {
    expect(heardOf('moved-later')).toEqual(['moved']);
    expect(await batchesOf('moved-later')).toEqual(['moved-later paused: moved']);
  });
  expect([...heardOf('moved-by-ann'), ...(await batchesOf('moved-by-ann'))]).toEqual([]);
});

test('a subscriber of operators that is paused after 410 keeps its events, that of its own pause included', async () => {
  const { register, listen, announce, becomes, setPaused, handleOf, changed } = createAnnounced(system());
  await register('old-pager');
  const { eventId, handle } = await announce(); // waits for a worker
  await becomes(eventId, 'old-pager', { status: 'pending' });
  await pause('old-pager', 'moved');
  await becomes(eventId, 'old-pager', { status: 'parked', parkedReason: `paused by ${GONE}` });
  const own = await eventually(() => heard.find(({ subscriber }) => subscriber === 'old-pager') ?? Promise.reject('not yet'));
  await becomes(own.eventId, 'old-pager', { status: 'parked' });
  await batchIsOver('old-pager');
  await setPaused('old-pager', null);
  const told = await listen('old-pager');
  for (const id of [eventId, own.eventId]) await changed(id, 'old-pager');
  for (const one of [handle, handleOf(own.eventId)]) await one.result();
  expect(told.map(({ event }) => event).sort()).toEqual(['result.unhandled', 'subscriber.paused']);
  await system().database.removeSubscriber('old-pager');
});
