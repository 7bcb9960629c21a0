import type { DeliveryView } from '../../api/payment-view.ts';
import { pausedReason } from '../../domain/delivery.ts';
import { type Html, html } from '../html.ts';
import { deliveryInWords, inBrief } from '../in-words.ts';
import type { PaymentSeen } from '../parts.ts';
import type { Texts } from '../texts/index.ts';
import { type ShownTry, triesOf } from '../tries.ts';
import { actForm } from './act-forms.ts';
import { chip } from './chip.ts';
import { countdown, time } from './time.ts';

type LaneDelivery = DeliveryView & { resultId: string; result: PaymentSeen['view']['results'][number]['result'] };
type Lane = { subscriber: string; deliveries: LaneDelivery[] };
type Placed = Lane & { isFirst: boolean };

/** Who waits for a person first, then who is still being told. */
const ORDER_OF_INTEREST = ['parked', 'retrying', 'pending', 'unknown', 'delivered', 'skipped'];

/** A lane for each subscriber: what it is told, attempt by attempt, and what can be done about it. */
export function lanes(texts: Texts, seen: PaymentSeen): Html {
  const all = lanesOf(seen);
  if (all.length === 0) {
    const words = seen.view.status === 'held' ? texts.sentences.heldUntil : texts.payment.nobodyToTell;
    return html`<p class="nothing">${words}</p>`;
  }
  return html`<div class="lanes">${all.map((one, index) => lane(texts, seen, { ...one, isFirst: index === 0 }))}</div>`;
}

function lanesOf({ view }: PaymentSeen): Lane[] {
  const bySubscriber = new Map<string, LaneDelivery[]>();
  for (const { resultId, result, deliveries } of view.results) {
    for (const delivery of deliveries) {
      bySubscriber.set(delivery.subscriber, [
        ...(bySubscriber.get(delivery.subscriber) ?? []),
        { ...delivery, resultId, result },
      ]);
    }
  }
  const interest = ({ deliveries }: Lane) => Math.min(...deliveries.map(({ status }) => ORDER_OF_INTEREST.indexOf(status)));
  return [...bySubscriber]
    .map(([subscriber, deliveries]) => ({ subscriber, deliveries }))
    .sort((a, b) => interest(a) - interest(b));
}

const lane = (texts: Texts, seen: PaymentSeen, one: Placed): Html => html`<article class="lane">
<h3 class="mono">${one.subscriber}</h3>
${one.deliveries.map((delivery) => deliveryOf(texts, seen, delivery))}
${actsOf(texts, seen, one)}
</article>`;

function deliveryOf(texts: Texts, seen: PaymentSeen, delivery: LaneDelivery): Html {
  const { subscriber, resultId, result } = delivery;
  const tries = triesOf(seen, subscriber, resultId);
  const status = statusOf(delivery, tries);
  return html`<section class="delivery">
<p>${chip(status, texts.chips[status])} <span class="quiet">${texts.statuses[result]}</span></p>
<dl>${entriesOf(texts, delivery, tries)}</dl>
${triesList(texts, tries)}
${delivery.status === 'delivered' && redelivery(texts, seen, delivery)}
</section>`;
}

/** Its workflow may hear of it a moment later. */
const statusOf = ({ status }: LaneDelivery, tries: ShownTry[]): LaneDelivery['status'] =>
  (status === 'pending' || status === 'retrying') && tries.at(-1)?.outcome === 'delivered' ? 'delivered' : status;

function entriesOf(texts: Texts, delivery: LaneDelivery, tries: ShownTry[]): Html[] {
  const { status, attempts, lastError, nextAttemptAt, deliveredAt, parkedReason, skipped, problem } = delivery;
  const isShown = tries.some(({ error }) => error === lastError);
  // Also those of earlier activities, and those that a pause or a person cut short.
  const made = Math.max(attempts ?? 0, tries.at(-1)?.attempt ?? 0);
  const entries: [string, Html | string | null | undefined][] = [
    [texts.lane.parkedBecause, parkedReason && whyParked(texts, delivery.subscriber, parkedReason)],
    [texts.chips.skipped, skipped && deliveryInWords(delivery, texts)],
    [texts.lane.problem, problem && texts.said(problem)],
    [texts.lane.started, made > 0 ? texts.lane.attempts(made) : null],
    [
      texts.lane.next,
      nextAttemptAt && html`${countdown(nextAttemptAt, texts.tag)} <span class="quiet">(${time(nextAttemptAt)})</span>`,
    ],
    [texts.lane.deliveredAt, deliveredAt && time(deliveredAt)],
    [texts.lane.lastError, lastError && !isShown && status !== 'delivered' ? html`<code>${lastError}</code>` : null],
  ];
  return entries.flatMap(([name, value]) => (value ? entry(name, value) : []));
}

/** What a pause has parked goes on with its subscriber, where it is said when that is. */
function whyParked({ said, lane: words }: Texts, subscriber: string, reason: string): Html {
  const brief = inBrief(said(reason));
  if (!reason.startsWith(pausedReason(''))) return html`${brief}`;
  return html`${brief}. <a href="/console/subscribers#${subscriber}">${words.untilResumed}</a>`;
}

const entry = (name: string, value: Html | string): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

const triesList = (texts: Texts, tries: ShownTry[]): Html | null =>
  tries.length === 0 ? null : html`<ol class="tries">${tries.map((one) => tryLine(texts, one))}</ol>`;

function tryLine({ lane: words, punctuation: { colon, comma } }: Texts, shown: ShownTry): Html {
  const { attempt, at, took, outcome, error, status, unseen } = shown;
  const said = [
    words.outcomes[outcome],
    ...(status === null ? [] : [words.answered(status)]),
    ...(took === null ? [] : [words.took(took)]),
  ].join(comma);
  return html`${unseen.count > 0 && html`<li class="failed">${words.earlier(unseen.count)}${unseen.error !== error && unseen.error !== null && html`${colon}<code>${unseen.error}</code>`}</li>`}
<li class="${outcome}">${words.attempt(attempt)}${colon}${said}${at !== null && html` <span class="quiet">${time(at)}</span>`}${error !== null && html`<br><code>${error}</code>`}</li>`;
}

function redelivery(texts: Texts, seen: PaymentSeen, { subscriber, resultId }: LaneDelivery): Html | null {
  const { view, isTemporalAway } = seen;
  const open = view.redeliveries?.find((one) => one.subscriber === subscriber && one.resultId === resultId);
  if (open) {
    const words = texts.delivery.redelivering(open.by);
    return html`<p>${chip(open.status, words)} ${open.parkedReason && texts.said(open.parkedReason)} <span class="quiet">“${open.reason}”</span></p>`;
  }
  if (isTemporalAway) return null;
  const action = `/console/payments/${encodeURIComponent(view.payNo)}/redelivery`;
  const form = { action, about: { subscriber, resultId }, id: `${subscriber}-${resultId}`, kept: texts.acts.keptInPayment };
  return actForm(texts, { ...form, acts: ['redeliver'], who: subscriber, isOpen: false });
}

/** What is done is done to the delivery that the lane is at: the first that is not settled. */
function actsOf(texts: Texts, { view, isTemporalAway }: PaymentSeen, { deliveries, isFirst }: Placed): Html | null {
  const current = deliveries.find(({ status }) => status !== 'delivered' && status !== 'skipped');
  if (!current || isTemporalAway) return null;
  const { subscriber, resultId, status } = current;
  const action = `/console/payments/${encodeURIComponent(view.payNo)}/deliveries`;
  const isOpen = isFirst && status === 'parked'; // of many, one: the page would be nothing but forms
  return actForm(texts, {
    action,
    acts: ['retry', 'skip'],
    about: { subscriber, resultId },
    id: subscriber,
    who: subscriber,
    kept: texts.acts.keptInPayment,
    isOpen,
  });
}
