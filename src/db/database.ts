import { listPaymentsSince, listResultsForOne, subscribeLate } from './backfill.ts';
import { recordSettledDeliveries } from './deliveries.ts';
import { countRecentAttempts, insertFailedAttempt } from './delivery-attempts.ts';
import { listGuardedSubscribers, listUnpaidPayRecords, listUnsettledPayments } from './lost-processes.ts';
import { findOrder, insertOrder, lockOrder, updateOrderStatus } from './orders.ts';
import { findPayRecord, insertPayRecord, listPayRecords, setPayRecordState } from './pay-records.ts';
import { insertDecision, insertFact, listFacts, setHeld } from './payment-facts.ts';
import { listKeptAttempts, listMoments } from './payment-moments.ts';
import { countHeld, listPayNos } from './payment-pages.ts';
import { insertResult, listResults } from './payment-results.ts';
import { listPaymentSummaries } from './payment-summaries.ts';
import { lockPayment } from './payments.ts';
import { inTransaction, onPool, type Pool, type Queryable } from './pool.ts';
import {
  deleteSubscriberSecrets,
  insertSubscriberSecret,
  listSubscriberSecrets,
  rotateSubscriberSecret,
} from './subscriber-secrets.ts';
import {
  findPause,
  findSubscriber,
  insertListedSubscriber,
  insertSubscriber,
  listSubscribers,
  listUnsettledDeliveries,
  lockSubscriber,
  removeSubscriber,
  resumeGuarded,
  setSubscriberStatus,
  updateSubscriber,
} from './subscribers.ts';
import { listWaitingPayments } from './waiting-payments.ts';

const statements = {
  ...{ findOrder, insertOrder, lockOrder, updateOrderStatus },
  ...{ findPayRecord, insertPayRecord, listPayRecords, setPayRecordState, lockPayment },
  ...{ insertDecision, insertFact, listFacts, setHeld },
  ...{ insertResult, listResults, recordSettledDeliveries },
  ...{ countHeld, listKeptAttempts, listMoments, listPayNos, listPaymentSummaries },
  ...{ findSubscriber, insertListedSubscriber, insertSubscriber, listSubscribers, lockSubscriber, updateSubscriber },
  ...{ listUnsettledPayments, listUnpaidPayRecords, listGuardedSubscribers },
  ...{ listWaitingPayments },
  ...{ listPaymentsSince, listResultsForOne, subscribeLate },
  ...{ listUnsettledDeliveries, removeSubscriber, setSubscriberStatus, findPause, resumeGuarded },
  ...{ countRecentAttempts, insertFailedAttempt },
  ...{ insertSubscriberSecret, listSubscriberSecrets, rotateSubscriberSecret, deleteSubscriberSecrets },
};

type Bound<Statement> = Statement extends (db: Queryable, ...given: infer Given) => infer Result
  ? (...given: Given) => Result
  : never;

/** Every statement, on one connection or the pool. */
export type Statements = { [Name in keyof typeof statements]: Bound<(typeof statements)[Name]> };

/** The business facts in Postgres: every statement by itself, or several `inTransaction`, all or nothing. */
export type Database = Statements & {
  inTransaction: <Result>(work: (tx: Statements) => Promise<Result>) => Promise<Result>;
  /** Does Postgres answer? */
  isUp: () => Promise<boolean>;
};

export const createDatabase = (pool: Pool): Database => ({
  ...bind(onPool(pool)),
  inTransaction: (work) => inTransaction(pool, (tx) => work(bind(tx))),
  isUp: () =>
    pool.query('select 1').then(
      () => true,
      () => false,
    ),
});

function bind(db: Queryable): Statements {
  const bound = Object.entries(statements).map(([name, statement]) => [
    name,
    (...given: unknown[]) => (statement as (...all: unknown[]) => unknown)(db, ...given),
  ]);
  return Object.fromEntries(bound) as Statements;
}
