const WORDS = new Map([
  [400, 'malformed, or not meant for us'],
  [401, 'the signature is missing, wrong or not of this moment'],
  [413, 'too large'],
]);

/** Why it was not taken, for the provider's dashboard: no more than a stranger may know. */
export const refusalWords = (status: number): string =>
  WORDS.get(status) ?? (status < 500 ? 'refused' : 'it could not be kept: send it again');
