import { DeliveryFailed } from '../channel.ts';
import { codeOf, wordsOf } from '../error-words.ts';

/** What became of an attempt that the broker did not confirm. */
export function amqpFailureOf(error: unknown, tookMs: number, brokerUrl: string): DeliveryFailed {
  if (error instanceof DeliveryFailed) return error;
  const said = wordsOf(error, credentialsOf(brokerUrl));
  const [type, words = said] = KNOWN[codeOf(error)] ?? KNOWN[replyCodeIn(said)] ?? ['AmqpFailed'];
  return new DeliveryFailed(type, `${words} after ${tookMs} ms`);
}

/** By the code of the connection's error, or AMQP's own. Without words: those of the error, less user and password. */
const KNOWN: Record<string, [type: string, words?: string]> = {
  ECONNREFUSED: ['AmqpConnectionRefused', 'connection refused'],
  ENOTFOUND: ['AmqpNameNotFound', "the broker's name is not found"],
  EAI_AGAIN: ['AmqpNameNotFound', "the broker's name cannot be looked up at the moment"],
  ECONNRESET: ['AmqpConnectionLost', 'the connection was reset'],
  IllegalOperationError: ['AmqpConnectionLost', 'the connection was lost'],
  TimeoutError: ['AmqpTimeout', 'the broker did not confirm it'],
  320: ['AmqpConnectionLost'],
  403: ['AmqpAccessRefused'],
  406: ['AmqpPreconditionFailed'],
};

/** The library writes the broker's code into its words: `406 (PRECONDITION-FAILED)`. */
const replyCodeIn = (words: string): string => /\b(\d{3}) \([A-Z]/.exec(words)?.[1] ?? '';

function credentialsOf(brokerUrl: string): string[] {
  const { username, password } = new URL(brokerUrl);
  return [brokerUrl, password, decoded(password), username, decoded(username)].filter(Boolean);
}

/** As it is where a % in it begins no character. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
