import { defineQuery, isCancellation, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';

/** How far it is. */
const progress = defineQuery<Found>('progress');

type Found = { state: 'running' | 'completed' | 'cancelled' };

/** Where a page begins, and what was found by then. */
export type Place<Next, Progress extends Found> = { next: Next; found: Progress };

type PagedJob<Next, Progress extends Found> = {
  place: Place<Next, Progress>;
  /** Does a page, and answers where the next one begins; null: there is none. */
  doPage: (place: Place<Next, Progress>) => Promise<{ next: Next | null; found: Progress }>;
  inWords: (found: Progress) => string;
  /** Goes on in a new run: this one's history is long. */
  goOn: (place: Place<Next, Progress>) => Promise<never>;
};

/**
 * Work on many payments that a person begins: page by page, and whoever asks hears how far it is. A cancel request ends it between two
 * steps: one that runs is waited for, and what it did counts.
 */
export async function doPages<Next, Progress extends Found>(job: PagedJob<Next, Progress>): Promise<Progress> {
  let { found } = job.place;
  setHandler(progress, () => found);
  const become = (now: Progress) => {
    found = now;
    setCurrentDetails(job.inWords(found));
  };
  become(found);
  try {
    for (let next: Next | null = job.place.next; next !== null; ) {
      const page: { next: Next | null; found: Progress } = await job.doPage({ next, found });
      become(page.found);
      next = page.next;
      if (next !== null && workflowInfo().continueAsNewSuggested) await job.goOn({ next, found });
    }
  } catch (error) {
    if (isCancellation(error)) become({ ...found, state: 'cancelled' });
    throw error;
  }
  become({ ...found, state: 'completed' });
  return found;
}
