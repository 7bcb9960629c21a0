import type { Subscriber } from '../../src/domain/subscription.ts';
import type { Scene } from './scene.ts';

/** Its first failure parks the delivery. */
export const parksAtOnce = {
  retry: {
    ...{ initialIntervalSeconds: 3600, maximumIntervalSeconds: 3600, backoffCoefficient: 1 },
    ...{ maximumAttempts: 1, giveUpAfterSeconds: null },
  },
} satisfies Partial<Subscriber>;

/** A subscriber that refuses whatever it is told, until it is opened. */
export async function subscribeLocked(scene: Scene, name: string, changes: Partial<Subscriber> = parksAtOnce) {
  let isOpen = false;
  const attempts = await scene.subscribe(
    name,
    () => {
      if (!isOpen) throw new Error('the ledger is locked');
    },
    changes,
  );
  const open = () => {
    isOpen = true;
  };
  return { attempts, open };
}
