import { type Html, html } from '../html.ts';
import type { SubscriberSeen } from '../parts.ts';
import type { Texts } from '../texts/index.ts';
import { type Act, actForm } from './act-forms.ts';
import { chip } from './chip.ts';

export type Notice = { kind: 'notice' | 'problem'; words: string };

/** @param notice what came of what the reader has just done here. */
export const subscribersPage = (
  texts: Texts,
  subscribers: SubscriberSeen[],
  notice: Notice | null,
): Html => html`<h1>${texts.subscribers}</h1>
${notice !== null && html`<p class="${notice.kind}" role="status">${notice.words}</p>`}
${subscribers.length === 0 ? html`<p class="nothing">${texts.registry.nobody}</p>` : table(texts, subscribers)}`;

const table = (texts: Texts, subscribers: SubscriberSeen[]): Html => html`<table class="subscribers">
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
  const { name, kind, url, taskQueue, status, pausedBy, problem } = subscriber;
  const words = status === 'paused' ? texts.registry.paused(pausedBy ?? '') : texts.registry.active;
  return html`<tr>
<td class="mono">${name}</td>
<td>${hears(texts, subscriber)}</td>
<td>${kind} <span class="mono quiet">${url ?? taskQueue}</span></td>
<td>${chip(status, words)}${problem !== undefined && html` <span class="why">${problem}</span>`}</td>
<td>${parked(texts, subscriber)}</td>
<td>${acts(texts, subscriber)}</td>
</tr>`;
};

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
    : html`<a href="/console/payments?state=parked&amp;subscriber=${name}">${words}</a>`;
}

function acts(texts: Texts, { name, status }: SubscriberSeen): Html {
  const possible: Act[] = status === 'paused' ? ['resume', 'test'] : ['pause', 'recover', 'test'];
  const form = { action: `/console/subscribers/${name}`, about: {}, id: name, hint: texts.acts.subscriberHint, isOpen: false };
  return actForm(texts, { ...form, acts: possible });
}
