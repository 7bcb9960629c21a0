import { CancellationScope } from '@temporalio/workflow';
import type { Delivery, Told } from './delivery.ts';
import { findCanceller } from './recording.ts';
import { parkAll } from './settings.ts';

type Cancellable = { deliveries: Delivery<Told>[]; cancelledBy: string | null };

/** A cancel request ends no delivery: from here on they wait for a person. Says whether one is being obeyed. */
export function parkOnCancelRequest(run: Cancellable): () => boolean {
  let isUnderWay = false;
  const park = async () => {
    isUnderWay = true;
    run.cancelledBy = await findCanceller();
    parkAll(run.deliveries, run.cancelledBy);
    isUnderWay = false;
  };
  CancellationScope.current().cancelRequested.catch(() => CancellationScope.nonCancellable(park));
  return () => isUnderWay;
}
