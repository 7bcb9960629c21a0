import type { FastifyBaseLogger } from 'fastify';
import type { Database } from '../db/database.ts';
import type { ResultFilter } from '../domain/result-filter.ts';
import type { Provider } from '../providers/provider.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import type { PaymentNotifications } from '../temporal/payment-notifications.ts';
import type { ApiToken } from './authentication.ts';

/** What the API works on, and how it is set. */
export type Api = {
  database: Database;
  notifications: PaymentNotifications;
  providers: Map<string, Provider>;
  apiTokens: ApiToken[];
  /** What may be told to whom: see `SubscriberRules`. */
  filter: ResultFilter;
  hosted: string[];
  allowsPlainHttp: boolean;
  secretBox: Pick<SecretBox, 'seal'>;
  /** How long after it was made an order can be paid. */
  orderTimeoutMinutes: number;
  /** The page of a workflow in Temporal's Web UI; null where no Web UI is known. */
  workflowUrl: (workflowId: string, runId: string) => string | null;
  logger: FastifyBaseLogger;
};
