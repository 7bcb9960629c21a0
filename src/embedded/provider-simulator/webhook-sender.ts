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
  const pause = (seconds: number) => sleep(seconds * secondsScale * 1000, undefined, { signal: stopping.signal });

  async function sendUntilTaken(story: Story, { provider, simulator, lies }: Webhooks): Promise<void> {
    await pause(lies.delaySeconds);
    for (const [index, seconds] of [0, ...simulator.resendAfterSeconds].entries()) {
      await pause(seconds);
      const simulation = { ...story, set: lies.set, alter: index === 0 ? lies.alter : {} };
      const reply = await post(`${apiUrl}/webhooks/${provider}`, simulator.sign(simulation, settings));
      const taken = reply !== undefined && simulator.isTaken(reply);
      const sending = { event: story.event, status: reply?.status ?? null, taken, at: new Date().toISOString() };
      sendings.set(story.payNo, [...(sendings.get(story.payNo) ?? []), sending]);
      if (taken) return;
    }
  }

  /** The copies of one event side by side; one event after the other has been tried for the first time, at least. */
  function send(webhooks: Webhooks): void {
    const { stories, lies } = webhooks;
    if (lies.drop) return;
    for (const story of lies.reorder ? stories.toReversed() : stories) {
      for (let copy = 0; copy < lies.times; copy++) {
        const work = sendUntilTaken(story, webhooks).catch(() => undefined); // stopped
        running.add(work);
        void work.finally(() => running.delete(work));
      }
    }
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
