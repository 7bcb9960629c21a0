export type TemporalOnPostgresOptions = {
  /** Of a user who may create databases; the database in it does not matter. */
  postgresUrl: string;
  /** For clients; a free one by default. */
  port?: number | undefined;
  /** Over those of deploy/temporal/server.env, by the same names: NUM_HISTORY_SHARDS, DBNAME, VISIBILITY_INDEXES, … */
  settings?: Record<string, string>;
  /** What the server prints is appended here; .paynotify/temporal-on-postgres.log by default. */
  logFile?: string;
  /** Stops the server at any time, also while it starts. */
  signal?: AbortSignal;
};

export type RunningTemporal = {
  /** host:port for clients. */
  address: string;
  pid: number;
  /** Resolves when the server has ended, to its exit code or the signal that killed it. */
  exited: Promise<number | NodeJS.Signals>;
  /** Stops it gracefully, after 30 s by force, and waits for its end. */
  stop(): Promise<void>;
};

/**
 * Builds Temporal Server (once; needs Go), makes its two databases or updates their schema, starts it on 127.0.0.1, all
 * services in one process, and resolves when the namespace `default` (retention 30 days) can be used. Data that is there
 * stays. One server a database.
 * @throws when Go is missing, Postgres cannot be reached or the server does not start; nothing is left running then.
 */
export function startTemporalOnPostgres(options: TemporalOnPostgresOptions): Promise<RunningTemporal>;
