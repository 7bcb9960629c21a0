import { WorkflowNotFoundError } from '@temporalio/client';
import { eventually } from '../support/eventually.ts';
import { paidFact } from '../support/payments.ts';
import { createScene } from '../support/scene.ts';
import { useSystem } from '../support/system.ts';

const system = useSystem({ retentionSeconds: 10 });

test('trap 4: a notification that is repeated after Temporal has forgotten the payment tells nobody again', async () => {
  const scene = createScene(system());
  const told = await scene.subscribe('told-long-ago');
  const { payNo, handle } = await scene.pay();
  await eventually(() => expect(handle.describe()).rejects.toThrow(WorkflowNotFoundError));

  await system().notify(paidFact(payNo));
  expect(await scene.handleOf(payNo).result()).toEqual({ outcome: 'nothing to tell', delivered: [], skipped: [] });
  expect(told).toHaveLength(1);
  expect(await system().database.listFacts(payNo)).toHaveLength(1);
  expect(await scene.settled(payNo)).toMatchObject([{ subscriber: 'told-long-ago', attempts: 1 }]);
});
