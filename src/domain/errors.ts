/** The bytes at the door are not a genuine notification meant for us. Answered with a 4xx; nothing is started. */
export class NotificationRefused extends Error {
  override readonly name = 'NotificationRefused';
  readonly status: 400 | 401;

  /** @param status 401 where the sender did not prove who it is, 400 where what it sent is malformed or not ours. */
  constructor(status: 400 | 401, reason: string) {
    super(reason);
    this.status = status;
  }
}

/** The failure type that parks a delivery at once: trying again cannot help. */
export const PERMANENT_ERROR = 'PermanentError';
