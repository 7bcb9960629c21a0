import type { PaymentSummary } from '../db/payment-summaries.ts';
import type { PaymentState } from '../domain/delivery.ts';
import { Unavailable } from '../domain/errors.ts';
import { workflowIdOf } from '../domain/temporal-names.ts';
import type { OpenRun } from '../temporal/payment-lists.ts';
import type { Api } from './api.ts';
import { postgresCursor, readPostgresCursor, readTemporalCursor, temporalCursor } from './cursor.ts';
import { type PaymentRow, viewRow } from './payment-row.ts';

/** Which payments: every condition that is not null. `subscriber`: parked for it. */
export type PaymentQuery = {
  state: PaymentState | null;
  subscriber: string | null;
  orderType: string | null;
  since: string | null;
  q: string | null;
  limit: number;
  cursor: string | null;
};

export type PaymentPage = {
  payments: PaymentRow[];
  nextCursor: string | null;
  /** Is all of it true? Without Temporal nobody knows where the open ones stand. */
  isComplete: boolean;
};

/**
 * Lists payments, newest first. What is processing or parked Temporal knows; all else Postgres. A page of a search for payments in
 * such a state may have fewer rows than asked for: it goes on while there is a cursor.
 * @throws InvalidCursor, or Unavailable where who knows is away; `isComplete` is false where he was not indispensable.
 */
export function createPaymentList({ database, notifications, workflowUrl }: Api) {
  async function listOpen(query: PaymentQuery): Promise<PaymentPage> {
    const { runs: listed, pageToken } = await notifications.listOpenRuns({
      ...query,
      pageToken: readTemporalCursor(query.cursor),
    });
    const runs = await parkedFor(query.subscriber, listed);
    const nextCursor = pageToken && temporalCursor(pageToken);
    const summaries = await database.listPaymentSummaries(runs.map(({ payNo }) => payNo));
    return { payments: rowsOf(summaries, runs).filter((row) => fits(row, query)), nextCursor, isComplete: true };
  }

  async function listKept(query: PaymentQuery): Promise<PaymentPage> {
    const { state, limit } = query;
    const after = readPostgresCursor(query.cursor);
    const kept = state === 'held' || state === 'done' ? state : null;
    const keys = await database.listPayNos({ ...query, state: kept, after, limit: limit + 1 });
    const page = keys.slice(0, limit);
    const last = keys.length > limit ? page.at(-1) : undefined;
    const summaries = await database.listPaymentSummaries(page.map(({ payNo }) => payNo));
    const { runs, isComplete } = await runsOrAway(summaries, query);
    const payments = rowsOf(summaries, runs).filter((row) => fits(row, query));
    return { payments, nextCursor: last ? postgresCursor(last) : null, isComplete };
  }

  const rowsOf = (summaries: PaymentSummary[], runs: OpenRun[]): PaymentRow[] =>
    summaries.map((summary) => {
      const run = runs.find(({ payNo }) => payNo === summary.payNo);
      const id = workflowIdOf(summary.payNo);
      return viewRow(summary, run, run ? { id, runId: run.runId, url: workflowUrl(id, run.runId) } : null);
    });

  /** The runs of those that are not settled. */
  async function runsOrAway(summaries: PaymentSummary[], query: PaymentQuery) {
    const open = summaries.filter(({ heldReason, unsettled }) => heldReason !== null || unsettled > 0);
    try {
      return { runs: await notifications.findOpenRuns(open.map(({ payNo }) => payNo)), isComplete: true };
    } catch (error) {
      if (needsTemporal(query) || !(error instanceof Unavailable)) throw error;
      return { runs: [], isComplete: false };
    }
  }

  /** Where the list of who a payment is parked for was cut, its workflow is asked; kept where that does not answer. */
  async function parkedFor(subscriber: string | null, runs: OpenRun[]): Promise<OpenRun[]> {
    if (subscriber === null) return runs;
    const isParked = async ({ payNo, parkedSubscribers }: OpenRun): Promise<boolean> => {
      if (parkedSubscribers.includes(subscriber)) return true;
      const open = (await notifications.look(payNo))?.open;
      const deliveries = open?.results.flatMap((result) => result.deliveries);
      return deliveries?.some((one) => one.subscriber === subscriber && one.status === 'parked') ?? true;
    };
    const parked = await Promise.all(runs.map(isParked));
    return runs.filter((_, index) => parked[index]);
  }

  return async (query: PaymentQuery): Promise<PaymentPage> => {
    if (query.state === 'done' && query.subscriber !== null) return { payments: [], nextCursor: null, isComplete: true };
    return query.q === null && needsTemporal(query) ? listOpen(query) : listKept(query);
  };
}

export type PaymentList = ReturnType<typeof createPaymentList>;

/** Does only Temporal know which payments these are? */
const needsTemporal = ({ state, subscriber }: PaymentQuery): boolean =>
  state === 'processing' || state === 'parked' || subscriber !== null;

const fits = ({ state, parkedSubscribers }: PaymentRow, wanted: PaymentQuery): boolean =>
  (wanted.state === null || wanted.state === state) &&
  (wanted.subscriber === null || parkedSubscribers.some((name) => name === wanted.subscriber || name === '*'));
