import { formatMoney } from '../../domain/money.ts';
import { type Html, html } from '../html.ts';
import { whyHeld } from '../in-words.ts';
import type { PaymentSeen } from '../parts.ts';
import type { Texts } from '../texts/index.ts';
import { triesOf } from '../tries.ts';
import { time } from './time.ts';

type Event = {
  at: string;
  kind: 'fact' | 'held' | 'person' | 'result' | 'delivered' | 'failed';
  what: Html | string;
  more?: Html;
};

/** What happened to a payment, in the order it happened: what its provider said, what people said, what came of it. */
export function timeline(texts: Texts, seen: PaymentSeen): Html {
  const events = eventsOf(texts, seen).map(
    ({ at, kind, what, more }) => html`<li class="${kind}"><span class="quiet">${time(at)}</span><div>${what}${more}</div></li>`,
  );
  return events.length === 0
    ? html`<p class="quiet">${texts.timeline.nothingYet}</p>`
    : html`<ol class="timeline">${events}</ol>`;
}

const eventsOf = (texts: Texts, seen: PaymentSeen): Event[] =>
  [
    ...factsTold(texts, seen),
    ...decisions(texts, seen),
    ...resultsTold(texts, seen),
    ...settled(texts, seen),
    ...failed(texts, seen),
    ...words(texts, seen),
  ].sort((a, b) => a.at.localeCompare(b.at));

const factsTold = (texts: Texts, { facts }: PaymentSeen): Event[] =>
  facts.map(({ fact, held, recordedAt }) => {
    const { timeline: words, events, providers } = texts;
    const refund = fact.refund && `, ${words.refund(formatMoney({ ...fact.amount, amountMinor: fact.refund.amountMinor }))}`;
    const about = html`<p class="quiet">${words.happenedAt}${time(fact.occurredAt)} · <span class="mono">${words.notification(fact.notificationId)}</span></p>`;
    return {
      at: recordedAt,
      kind: held ? 'held' : 'fact',
      what: html`${words.fact(providers[fact.provider] ?? fact.provider, events[fact.event], formatMoney(fact.amount))}${refund}`,
      more: html`${about}${held && html`<p class="why">${texts.sentences.held(whyHeld(held, texts))}</p>`}`,
    };
  });

const quoted = (reason: string): Html => html`<p class="quiet">“${reason}”</p>`;

function decisions({ timeline: { words } }: Texts, { facts, moments }: PaymentSeen): Event[] {
  return facts.flatMap(({ factId, decision }): Event[] => {
    const moment = moments.find(({ kind, id }) => kind === 'decision' && id === String(factId));
    if (!decision || !moment) return [];
    const { approve, by, reason } = decision;
    return [{ at: moment.at, kind: 'person', what: words[approve ? 'approve' : 'reject'](by), more: quoted(reason) }];
  });
}

const resultsTold = ({ timeline: words, statuses, said }: Texts, { results, moments }: PaymentSeen): Event[] =>
  results.map(({ result: { resultId, result, occurredAt }, subscriptions, notMatched }) => {
    const names = subscriptions.map(({ name }) => name).join(', ');
    return {
      at: moments.find(({ kind, id }) => kind === 'result' && id === resultId)?.at ?? occurredAt,
      kind: 'result',
      what: words.result(statuses[result]),
      more: html`<p class="quiet">${names ? words.tells(names) : words.tellsNobody}</p>
${notMatched.map(({ subscriber, reason }) => html`<p class="quiet">${words.notTold(subscriber, said(reason))}</p>`)}`,
    };
  });

function settled({ timeline: words, statuses, said }: Texts, { view, results }: PaymentSeen): Event[] {
  const skipped = results.flatMap(({ result: { result }, settled: all }) =>
    all
      .filter(({ status }) => status === 'skipped')
      .map(({ subscriber, settledAt, settledBy, reason }): Event => {
        const what = settledBy
          ? words.words.skip(settledBy, subscriber, statuses[result])
          : words.skipped(subscriber, statuses[result]);
        return { at: settledAt, kind: 'person', what, ...(reason && { more: quoted(said(reason)) }) };
      }),
  );
  const delivered = view.results.flatMap(({ result, deliveries }) =>
    deliveries.flatMap(({ subscriber, deliveredAt }): Event[] =>
      deliveredAt === null ? [] : [{ at: deliveredAt, kind: 'delivered', what: words.delivered(subscriber, statuses[result]) }],
    ),
  );
  return [...skipped, ...delivered];
}

/** That it could not be told, of the first time that somebody kept; and that it waits for a person: each attempt is in its lane. */
const failed = ({ timeline: words, statuses }: Texts, seen: PaymentSeen): Event[] =>
  seen.view.results.flatMap(({ resultId, result, deliveries }) =>
    deliveries.flatMap(({ subscriber, status }): Event[] => {
      const tries = triesOf(seen, subscriber, resultId).filter(({ outcome }) => outcome === 'failed');
      const [first, last] = [tries[0], tries.at(-1)?.at];
      const about = [subscriber, statuses[result]] as const;
      return [
        ...(first?.at ? [{ at: first.at, kind: 'failed' as const, what: words.failed(...about, first.attempt) }] : []),
        ...(last && status === 'parked' ? [{ at: last, kind: 'person' as const, what: words.parked(...about) }] : []),
      ];
    }),
  );

/** Of what people asked the workflow for, what is not told from Postgres. */
const words = ({ timeline: { words: texts } }: Texts, { history }: PaymentSeen): Event[] =>
  history.words.flatMap(({ at, name, by, reason, subscriber }): Event[] =>
    name === 'retry' || name === 'redeliver'
      ? [{ at, kind: 'person', what: texts[name](by, subscriber ?? ''), more: quoted(reason) }]
      : [],
  );
