import type { PaymentRow } from '../../api/payment-row.ts';
import { formatMoney } from '../../domain/money.ts';
import { type Html, html } from '../html.ts';
import type { Counts } from '../parts.ts';
import type { Texts } from '../texts/index.ts';
import { chip } from './chip.ts';
import { staleLine } from './notice.ts';
import { time } from './time.ts';

export const TABS = ['all', 'processing', 'parked', 'held', 'done'] as const;

/** What is looked for, as it stands in the page's address. */
export type Wanted = { state: (typeof TABS)[number]; q: string; subscriber: string };

export type Found = {
  wanted: Wanted;
  counts: Counts;
  payments: PaymentRow[];
  nextCursor: string | null;
  isFirst: boolean;
  /** Is what was looked for too short for a beginning? */
  isTooShort: boolean;
  /** What is not said because somebody who knows is away. */
  problem: string | null;
};

export const paymentsPage = (texts: Texts, found: Found): Html => html`<h1>${texts.payments}</h1>
${search(texts, found.wanted)}
${tabs(texts, found)}
${found.wanted.subscriber !== '' && html`<p class="hint">${texts.list.parkedForOne(found.wanted.subscriber)} · <a href="${hrefOf({ ...found.wanted, subscriber: '' })}">${texts.list.parkedForAll}</a></p>`}
${texts.list.hints[found.wanted.state] && html`<p class="hint">${texts.list.hints[found.wanted.state]}</p>`}
${found.wanted.q !== '' && found.payments.length > 0 && html`<p class="hint" role="status" tabindex="-1" autofocus>${texts.list.found(found.payments.length)}</p>`}
${found.problem !== null && html`<p class="problem" role="status">${found.problem}</p>`}
${staleLine(texts)}
<div id="live" data-refresh-seconds="10">
${found.payments.length > 0 ? table(texts, found.payments) : found.problem === null && nothing(texts, found)}
</div>
${pages(texts, found)}`;

const search = (
  { list }: Texts,
  { q, state }: Wanted,
): Html => html`<form class="search" role="search" action="/console/payments">
<label for="q">${list.search}</label>
<div class="row">
<input id="q" name="q" type="search" value="${q}" maxlength="200" autocomplete="off" spellcheck="false" aria-describedby="q-hint">
${state !== 'all' && html`<input type="hidden" name="state" value="${state}">`}
<button>${list.find}</button>
</div>
<p id="q-hint" class="hint">${list.searchHint}${q !== '' && html` <a href="${hrefOf({ state, q: '', subscriber: '' })}">${list.clear}</a>`}</p>
</form>`;

const tabs = (texts: Texts, { wanted, counts }: Found): Html => html`<nav class="tabs" aria-label="${texts.list.byState}">
${TABS.map((state) => {
  const count = { all: null, done: null, ...counts }[state];
  const current = state === wanted.state && html` aria-current="page"`;
  return html`<a href="${hrefOf({ ...wanted, state })}"${current}>${texts.states[state]}${count !== null && html` <span class="count">${count}</span>`}</a>
`;
})}
</nav>`;

/** The address of a list. */
function hrefOf({ state, q, subscriber }: Wanted, cursor = ''): string {
  const given = Object.entries({ state: state === 'all' ? '' : state, q, subscriber, cursor }).filter(
    ([, value]) => value !== '',
  );
  return `/console/payments${given.length > 0 ? `?${new URLSearchParams(given)}` : ''}`;
}

const table = (texts: Texts, payments: PaymentRow[]): Html => html`<table class="payments">
<caption class="unseen">${texts.list.caption}</caption>
<thead><tr>
<th scope="col">${texts.list.payment}</th>
<th scope="col">${texts.list.buyer}</th>
<th scope="col" class="number">${texts.list.amount}</th>
<th scope="col">${texts.list.state}</th>
<th scope="col">${texts.list.changed}</th>
</tr></thead>
<tbody>
${payments.map((payment) => row(texts, payment))}
</tbody>
</table>`;

const row = (texts: Texts, payment: PaymentRow): Html => html`<tr>
<td><a href="/console/payments/${encodeURIComponent(payment.payNo)}">${payment.title ?? texts.list.untitled}</a>
<span class="mono quiet">${payment.payNo}</span></td>
<td><span>${payment.userId ?? texts.none}</span> <span class="quiet">${payment.provider && (texts.providers[payment.provider] ?? payment.provider)}</span></td>
<td class="number">${payment.amount && formatMoney(payment.amount)} <span class="quiet">${texts.statuses[payment.status]}</span></td>
<td>${payment.state === null ? chip('quiet', quietly(texts, payment)) : chip(payment.state, texts.states[payment.state])} ${why(texts, payment)}</td>
<td class="quiet">${payment.updatedAt && time(payment.updatedAt)}</td>
</tr>`;

/** Of what nobody is told: what it is, where that says why. */
const quietly = ({ statuses, states }: Texts, { status }: PaymentRow): string =>
  status === 'unpaid' || status === 'rejected' ? statuses[status] : states.quiet;

function why({ list, said }: Texts, { heldReason, parkedSubscribers }: PaymentRow): Html | null {
  if (heldReason !== undefined) return html`<span class="why">${heldReason.split('; ').map(said).join('; ')}</span>`;
  if (parkedSubscribers.length === 0) return null;
  const names = parkedSubscribers.map((name) => (name === '*' ? list.andMore : name)).join(', ');
  return html`<span class="why">${list.parkedFor(names)}</span>`;
}

function nothing({ list }: Texts, { wanted: { state, q, subscriber }, isTooShort }: Found): Html {
  if (q === '') return html`<p class="nothing">${list.nothing[subscriber === '' ? state : 'parked']}</p>`;
  return html`<p class="nothing" role="status" tabindex="-1" autofocus>${isTooShort ? list.tooShort : list.nothing.found}</p>`;
}

const pages = ({ list }: Texts, { wanted, nextCursor, isFirst }: Found): Html => html`<p class="pages">
${!isFirst && html`<a href="${hrefOf(wanted)}">${list.first}</a>`}
${nextCursor !== null && html`<a href="${hrefOf(wanted, nextCursor)}" rel="next">${list.next}</a>`}
</p>`;
