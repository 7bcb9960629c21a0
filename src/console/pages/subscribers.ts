import { type Html, html } from '../html.ts';
import type { SubscriberSeen } from '../parts.ts';
import type { Texts } from '../texts/index.ts';
import { chip } from './chip.ts';

export const subscribersPage = (texts: Texts, subscribers: SubscriberSeen[]): Html => html`<h1>${texts.subscribers}</h1>
${subscribers.length === 0 ? html`<p class="nothing">${texts.registry.nobody}</p>` : table(texts, subscribers)}`;

const table = (texts: Texts, subscribers: SubscriberSeen[]): Html => html`<table class="subscribers">
<thead><tr>
<th scope="col">${texts.registry.name}</th>
<th scope="col">${texts.registry.hears}</th>
<th scope="col">${texts.registry.told}</th>
<th scope="col">${texts.registry.status}</th>
<th scope="col">${texts.registry.parked}</th>
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
