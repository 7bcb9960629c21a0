import { type Call, type Channel, DeliveryFailed, type Line } from '../channel.ts';
import { amqpFailureOf } from './failure.ts';
import { inTime } from './in-time.ts';
import { oldMessageOf } from './old-message.ts';
import { openPublisher, type Publisher } from './publisher.ts';

/**
 * The bridge to the broker of the system replaced: its message, on its exchange, for a listener that still lives there. The secret is
 * the broker's URL with user and password. It is the operators' own broker: any address will do.
 */
export const createAmqp = (): Channel => ({ kind: 'amqp', openLine });

type Kept = { url: string; publisher: Promise<Publisher> };

function openLine(): Line {
  let kept: Kept | undefined;

  /** The connection is kept, and opened anew where it is lost, or leads elsewhere by now. */
  async function publisherOf(url: string): Promise<Publisher> {
    if (kept && kept.url !== url) await drop(kept);
    if (kept) return kept.publisher;
    const opening: Kept = { url, publisher: openPublisher(url, () => forget(opening)) };
    kept = opening;
    return opening.publisher.catch((error) => {
      forget(opening);
      throw error;
    });
  }

  function forget(lost: Kept): void {
    if (kept === lost) kept = undefined;
  }

  async function drop(dropped: Kept | undefined): Promise<void> {
    if (!dropped) return;
    forget(dropped);
    const publisher = await dropped.publisher.catch(() => undefined); // what did not open needs no closing
    await publisher?.close();
  }

  async function deliver({ secrets, message, timeoutMs, signal }: Call): Promise<void> {
    const [url] = secrets;
    if (message.messageType !== 'payresult_notify')
      throw new DeliveryFailed('NotForAmqp', `a listener of the system replaced knows no ${message.messageType}`, {
        outlook: 'never',
      });
    if (!url) throw new DeliveryFailed('NoSecret', "it has no broker's URL: PATCH its url with user and password");
    const startedAt = performance.now();
    const publish = async () => (await publisherOf(url)).publish(oldMessageOf(message));
    const ended = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    await inTime(publish(), ended).catch((error) => {
      if (ended.aborted) void drop(kept); // a connection that is silent is not used again
      throw amqpFailureOf(error, Math.round(performance.now() - startedAt), url);
    });
  }

  return { deliver, close: () => drop(kept) };
}
