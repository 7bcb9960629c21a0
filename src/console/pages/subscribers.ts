import { type Html, html } from '../html.ts';
import type { PauseSeen, SubscriberSeen, SubscribersSeen } from '../parts.ts';
import type { Texts } from '../texts/index.ts';
import { type Act, actForm, confirmForm } from './act-forms.ts';
import { chip } from './chip.ts';
import { type Notice, noticeLine } from './notice.ts';
import { countdown, time } from './time.ts';

/** @param notice what came of what the reader has just done here. */
export const subscribersPage = (
  texts: Texts,
  { subscribers, isTemporalAway }: SubscribersSeen,
  notice: Notice | null,
): Html => html`<h1>${texts.subscribers}</h1>
${noticeLine(notice)}
${isTemporalAway && html`<p class="problem" role="status">${texts.registry.temporalAway}</p>`}
${subscribers.length === 0 ? html`<p class="nothing">${texts.registry.nobody}</p>` : table(texts, subscribers)}`;

type Recovery = { name: string; reason: string; payments: number };

/** Asks before many are told. */
export const recoverPage = (
  texts: Texts,
  { name, reason, payments }: Recovery,
): Html => html`<h1>${texts.acts.recover}${texts.punctuation.colon}<span class="mono">${name}</span></h1>
<p>${texts.acts.confirmRecover(name, payments)}</p>
<p class="quiet">“${reason}”</p>
${confirmForm(texts, addressOf(name), { act: 'recover', reason })}
<p><a href="/console/subscribers">${texts.acts.notYet}</a></p>`;

const addressOf = (name: string): string => `/console/subscribers/${name}`;

const table = (texts: Texts, subscribers: SubscriberSeen[]): Html => html`<table class="subscribers">
<caption class="unseen">${texts.registry.caption}</caption>
<thead><tr>
<th scope="col">${texts.registry.name}</th>
<th scope="col">${texts.registry.hears}</th>
<th scope="col">${texts.registry.told}</th>
<th scope="col">${texts.registry.status}</th>
<th scope="col">${texts.registry.parked}</th>
<th scope="col">${texts.acts.what}</th>
</tr></thead>
<tbody>
${subscribers.map((subscriber) => row(texts, subscriber))}
</tbody>
</table>`;

const row = (texts: Texts, subscriber: SubscriberSeen): Html => {
  const { name, kind, url, taskQueue, status, pausedBy, problem, pause } = subscriber;
  const words = status === 'paused' ? texts.registry.paused(pausedBy ?? '') : texts.registry.active;
  return html`<tr id="${name}">
<th scope="row" class="mono">${name}</th>
<td>${hears(texts, subscriber)}</td>
<td>${texts.said(kind)} <span class="mono quiet">${url ?? taskQueue}</span></td>
<td>${chip(status, words)}${pause && html` ${why(texts, pause)}`}${problem !== undefined && html` <span class="why">${texts.said(problem)}</span>`}</td>
<td data-label="${texts.registry.parked}">${parked(texts, subscriber)}</td>
<td>${acts(texts, subscriber)}</td>
</tr>`;
};

const why = (
  { registry, tag, said }: Texts,
  { reason, at, nextProbeAt, url }: PauseSeen,
): Html => html`<span class="why">${at === null ? html`${said(reason)} ` : html`${registry.because(reason)}${time(at)}`}
${nextProbeAt && html`${registry.nextProbe}${countdown(nextProbeAt, tag)} `}${url && html`<a href="${url}" rel="noreferrer">${registry.guardWorkflow}</a>`}</span>`;

function hears({ registry, statuses }: Texts, { events, orderTypes, results, filter }: SubscriberSeen): Html {
  if (events === 'operator') return html`${registry.operator}`;
  const types = orderTypes ? registry.orderTypes(orderTypes.join(', ')) : registry.everyType;
  const kinds = results ? results.map((result) => statuses[result]).join(', ') : registry.everything;
  return html`${kinds} <span class="quiet">${types}</span>${filter !== null && html` <code>${filter}</code>`}`;
}

function parked(texts: Texts, { name, parked: count }: SubscriberSeen): Html {
  if (count === null) return html`<span class="quiet">${texts.states.unknown}</span>`;
  const words = texts.registry.parkedCount(count);
  return count === 0
    ? html`<span class="quiet">0</span>`
    : html`<a class="nowrap" href="/console/payments?subscriber=${name}">${words}</a>`;
}

/** A pause can be said again: with Temporal away the first one reached Postgres alone. */
function acts(texts: Texts, { name, status }: SubscriberSeen): Html {
  const possible: Act[] = status === 'paused' ? ['resume', 'pauseAgain', 'test'] : ['pause', 'recover', 'test'];
  const form = { action: addressOf(name), about: {}, who: name, id: name, kept: texts.acts.keptWithAct, isOpen: false };
  return actForm(texts, { ...form, acts: possible });
}
