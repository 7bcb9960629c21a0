import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/**
 * One timer for whatever is due next. A timer that is left to itself costs the history one event, one that is replaced at every
 * change two each time: so it is replaced only by an earlier one, and may ring when nothing is due any more.
 */
export function createAlarm() {
  let pending: { at: number; scope: CancellationScope } | undefined;
  let hasRung = false;

  /** Lets it ring at this time (milliseconds since 1970), or earlier; `null`: there is no need. */
  function set(at: number | null): void {
    hasRung = false;
    if (at === null || (pending && pending.at <= at)) return;
    pending?.scope.cancel();
    const scope = new CancellationScope();
    const alarm = { at, scope };
    pending = alarm;
    scope
      .run(() => sleep(Math.max(1, at - Date.now()), { summary: 'until something is due' }))
      .then(
        () => {
          if (pending === alarm) pending = undefined;
          hasRung = true;
        },
        (error) => {
          if (!isCancellation(error)) throw error;
        },
      );
  }

  return { set, hasRung: (): boolean => hasRung };
}
