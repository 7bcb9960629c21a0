/** The bytes at the door are not a genuine notification meant for us. Answered with a 4xx; nothing is started. */
export class NotificationRefused extends Error {
  override readonly name = 'NotificationRefused';
  readonly status: 400 | 401;
  /** It was sent to be refused: nothing that anybody has to be told of. */
  readonly isQuiet: boolean;

  /** @param status 401 where the sender did not prove who it is, 400 where what it sent is malformed or not ours. */
  constructor(status: 400 | 401, reason: string, { quiet = false } = {}) {
    super(reason);
    this.status = status;
    this.isQuiet = quiet;
  }
}

/** A subscriber's refusal that no further attempt can change: thrown by its activity, it parks the delivery at once. */
export class PermanentError extends Error {
  // Temporal takes the failure type from the name, and every delivery's retry policy lists it as not retryable.
  override readonly name = 'PermanentError';
}

/** What was asked for cannot be done as things stand: the message says why. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** There is nothing of that name or number: the message says of what. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
}

type Service = 'Temporal' | 'Postgres' | 'The payments worker';

/** A service that this needs does not answer: try again later. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  readonly service: Service;

  constructor(service: Service, cause: unknown) {
    super(`${service} does not answer: ${cause instanceof Error ? cause.message || cause.name : String(cause)}`, { cause });
    this.service = service;
  }
}

/** Nobody polls this task queue: what waits in it is not done until somebody does. */
export class NoWorker extends Error {
  override readonly name = 'NoWorker';

  constructor(taskQueue: string) {
    super(`no worker polls ${taskQueue}`);
  }
}
