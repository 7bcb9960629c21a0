import type { DeliveryView, PaymentView } from '../api/payment-view.ts';
import type { Held } from '../domain/held.ts';
import { type Html, html } from './html.ts';
import { countdown } from './pages/time.ts';
import type { PaymentSeen } from './parts.ts';
import type { Texts } from './texts/index.ts';

const MOST_NAMES = 6;
const LONGEST_REASON = 160;

/** Its beginning, where a sentence is no place for all of it. */
export const inBrief = (words: string): string =>
  words.length > LONGEST_REASON ? `${words.slice(0, LONGEST_REASON).trimEnd()}…` : words;

/** Where a payment stands, as somebody would say it: what was paid, what came of it, and what it waits for. */
export function paymentInWords(seen: PaymentSeen, texts: Texts): Html[] {
  const { view } = seen;
  const open = view.results.flatMap(({ deliveries }) => deliveries.filter(({ status }) => !isSettled(status)));
  return [
    html`${view.status === 'held' ? heldSentence(seen, texts) : texts.sentences.status(texts.statuses[view.status])}`,
    ...told(view, texts),
    ...open
      .slice(0, MOST_NAMES)
      .map((delivery) => html`<b>${delivery.subscriber}</b>${after(texts, deliveryInWords(delivery, texts))}`),
    ...(open.length > MOST_NAMES ? [html`${texts.sentences.more(open.length - MOST_NAMES)}`] : []),
    ...(view.results.length > 0 && view.results.every(({ deliveries }) => deliveries.length === 0)
      ? [html`${texts.sentences.nobody}`]
      : []),
  ];
}

const after = ({ punctuation: { colon, stop } }: Texts, words: Html): Html => html`${colon}${words}${stop}`;

const isSettled = (status: DeliveryView['status']): boolean => status === 'delivered' || status === 'skipped';

function heldSentence(seen: PaymentSeen, texts: Texts): string {
  const { held, heldUntil, heldNews } = texts.sentences;
  return held(heldInWords(seen, texts)) + texts.punctuation.gap + (seen.view.results.length > 0 ? heldNews : heldUntil);
}

/** Why a payment is held, as far as nobody has decided it. */
const heldInWords = ({ facts }: PaymentSeen, texts: Texts): string =>
  facts.flatMap(({ held, decision }) => (held && !decision ? whyHeld(held, texts) : [])).join('; ');

/** In the reader's language, and what the check said to the letter. */
export function whyHeld({ code, reason }: Held, { heldCodes, said }: Texts): string {
  const words = said(reason);
  return heldCodes[code] === words ? words : `${heldCodes[code]} (${words})`;
}

/** What has come of it, where that has a word of its own; of all others their names. */
function told({ results }: PaymentView, { sentences }: Texts): Html[] {
  const delivered = results.flatMap(({ result, deliveries }) =>
    deliveries.filter(({ status }) => status === 'delivered').map(({ subscriber }) => ({ subscriber, result })),
  );
  const effects = delivered.map(({ subscriber, result }) => sentences.effects[subscriber]?.[result]);
  const others = [...new Set(delivered.filter((_, index) => !effects[index]).map(({ subscriber }) => subscriber))];
  const names = [...others.slice(0, MOST_NAMES), ...(others.length > MOST_NAMES ? ['…'] : [])].join(', ');
  return [...new Set(effects)]
    .flatMap((effect) => (effect ? html`${effect}` : []))
    .concat(names ? html`${sentences.told(names)}` : []);
}

/** Where one delivery stands. */
export function deliveryInWords(delivery: DeliveryView, { delivery: words, tag, said }: Texts): Html {
  const { status, attempts, nextAttemptAt, parkedReason, skipped, problem } = delivery;
  if (status === 'parked') return html`${words.parked(inBrief(said(parkedReason ?? '')))}`;
  if (status === 'skipped') return html`${words.skipped(skipped?.by ?? '', said(skipped?.reason ?? ''))}`;
  if (status === 'retrying') {
    const next = attempts ?? 1;
    return nextAttemptAt ? html`${words.retrying(next + 1)}${countdown(nextAttemptAt, tag)}` : html`${words.running(next)}`;
  }
  if (status === 'pending' && problem !== undefined) return html`${said(problem)}`;
  return html`${status === 'pending' && attempts ? words.running(attempts) : words[status]}`;
}
