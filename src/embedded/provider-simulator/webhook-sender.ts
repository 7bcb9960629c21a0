import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from '../../providers/settings.ts';
import type { Simulator, Story } from '../../providers/simulator.ts';
import type { WebhookLies } from './lies.ts';

/** One try to tell us something. `status` is null where nobody answered. */
export type Sending = { event: string; status: number | null; taken: boolean; at: string };

type SenderOptions = {
  /** Of our API. */
  apiUrl: string;
  settings: Settings;
  /** What a second of the provider's schedule takes here: 1 in the real world, 0.001 in a test. */
  secondsScale: number;
};

/** A provider's webhooks about one payment. */
type Webhooks = { provider: string; simulator: Simulator; stories: Story[]; lies: WebhookLies };

/** Sends webhooks on each provider's own schedule until they are taken. */
export function createWebhookSender({ apiUrl, settings, secondsScale }: SenderOptions) {
  const sendings = new Map<string, Sending[]>();
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const stopped = new Promise((resolve) => stopping.signal.addEventListener('abort', resolve));
  const pause = (seconds: number) => sleep(seconds * secondsScale * 1000, undefined, { signal: stopping.signal });

  async function sendUntilTaken(story: Story, { provider, simulator, lies }: Webhooks, onTried: () => void): Promise<void> {
    await pause(lies.delaySeconds);
    for (const [index, seconds] of [0, ...simulator.resendAfterSeconds].entries()) {
      await pause(seconds);
      const simulation = { ...story, set: lies.set, alter: index === 0 ? lies.alter : {} };
      const reply = await post(`${apiUrl}/webhooks/${provider}`, simulator.sign(simulation, settings));
      const taken = reply !== undefined && simulator.isTaken(reply);
      const sending = { event: story.event, status: reply?.status ?? null, taken, at: new Date().toISOString() };
      sendings.set(story.payNo, [...(sendings.get(story.payNo) ?? []), sending]);
      onTried();
      if (taken) return;
    }
  }

  /** The copies of an event side by side, and the next event once all of them were tried for the first time. */
  async function sendAll(webhooks: Webhooks): Promise<void> {
    const { stories, lies } = webhooks;
    const work: Promise<void>[] = [];
    for (const story of lies.reorder ? stories.toReversed() : stories) {
      const tried = Array.from({ length: lies.times }, () => {
        return new Promise<void>((onTried) => work.push(sendUntilTaken(story, webhooks, onTried)));
      });
      await Promise.race([Promise.all(tried), stopped]);
    }
    await Promise.all(work);
  }

  function send(webhooks: Webhooks): void {
    if (webhooks.lies.drop) return;
    const work = sendAll(webhooks).catch(() => undefined); // it was stopped
    running.add(work);
    void work.finally(() => running.delete(work));
  }

  return {
    send,
    sendingsOf: (payNo: string): Sending[] => sendings.get(payNo) ?? [],
    async stop(): Promise<void> {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

export type WebhookSender = ReturnType<typeof createWebhookSender>;

/** What we answered; undefined where nobody did. */
async function post(url: string, { headers, body }: { headers: Record<string, string>; body: string }) {
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) });
    return { status: response.status, body: await response.text() };
  } catch {
    return undefined; // as a provider sees it: no word is the word for "send it again"
  }
}
