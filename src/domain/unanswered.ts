/** Types of failures after which nobody knows whether the subscriber has done what it was told: it was reached and did not say. */
const UNANSWERED = new Set([
  'TimeoutSTART_TO_CLOSE',
  'TimeoutHEARTBEAT',
  ...['Timeout', 'ConnectionLost', 'MalformedAnswer'],
  ...['AmqpTimeout', 'AmqpConnectionLost'],
]);

export const isUnanswered = (failureType: string | undefined): boolean =>
  failureType !== undefined && UNANSWERED.has(failureType);
