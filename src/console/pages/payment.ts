import { formatMoney } from '../../domain/money.ts';
import { type Html, html } from '../html.ts';
import { paymentInWords } from '../in-words.ts';
import type { PaymentSeen } from '../parts.ts';
import type { Texts } from '../texts/index.ts';
import { actForm } from './act-forms.ts';
import { chip } from './chip.ts';
import { lanes } from './lanes.ts';
import { type Notice, noticeLine, staleLine } from './notice.ts';
import { timeline } from './timeline.ts';

/** @param notice what came of what the reader has just done here. */
export const paymentPage = (texts: Texts, seen: PaymentSeen, notice: Notice | null): Html => html`
<h1>${seen.order?.title ?? texts.list.untitled}</h1>
<p class="quiet">${seen.view.amount && formatMoney(seen.view.amount)} · <span class="mono">${seen.view.payNo}</span></p>
${noticeLine(notice)}
${staleLine(texts)}
<div id="live" data-refresh-seconds="${isOver(seen) ? 0 : 3}">
${problemOf(texts, seen)}
<p class="lead">${stateOf(seen) !== 'quiet' && chip(stateOf(seen), texts.states[stateOf(seen)])} ${paymentInWords(seen, texts).map((sentence) => html`${sentence}${texts.punctuation.gap}`)}</p>
${decisionForm(texts, seen)}
<div class="columns">
<section><h2>${texts.payment.deliveries}</h2>${lanes(texts, seen)}${notTold(texts, seen)}</section>
<section><h2>${texts.payment.happened}</h2>${timeline(texts, seen)}
<h2>${texts.payment.facts}</h2>${details(texts, seen)}</section>
</div>
</div>`;

const isSettled = (status: string): boolean => status === 'delivered' || status === 'skipped';
const deliveriesOf = ({ view }: PaymentSeen) => view.results.flatMap(({ deliveries }) => deliveries);

/** Will nothing change on this page by itself? */
const isOver = (seen: PaymentSeen): boolean =>
  seen.process?.status !== 'RUNNING' && deliveriesOf(seen).every(({ status }) => isSettled(status));

function stateOf(seen: PaymentSeen): Exclude<keyof Texts['states'], 'all'> {
  const statuses = deliveriesOf(seen).map(({ status }) => status);
  if (seen.view.status === 'held') return 'held';
  if (seen.view.results.length === 0) return 'quiet';
  if (statuses.includes('parked')) return 'parked';
  if (statuses.every(isSettled)) return 'done';
  return statuses.includes('unknown') ? 'unknown' : 'processing';
}

function problemOf(texts: Texts, { process, isTemporalAway }: PaymentSeen): Html | null {
  if (isTemporalAway)
    return html`<p class="problem" role="status">${texts.unavailable.temporal}${texts.punctuation.gap}${texts.acts.notWhileAway}</p>`;
  const isMute = process?.status === 'RUNNING' && process.open === null;
  return isMute ? html`<p class="problem" role="status">${texts.unavailable.worker}</p>` : null;
}

function decisionForm(texts: Texts, { view, payRecord, isTemporalAway }: PaymentSeen): Html | null {
  if (view.status !== 'held' || isTemporalAway) return null;
  const action = `/console/payments/${encodeURIComponent(view.payNo)}/decision`;
  const form = {
    action,
    acts: payRecord ? (['approve', 'reject'] as const) : (['reject'] as const),
    about: {},
    who: '',
    id: 'decision',
    kept: texts.acts.keptInPayment,
    isOpen: true,
  };
  return html`<div class="decision">${!payRecord && html`<p>${texts.acts.onlyReject}</p>`}${actForm(texts, { ...form, acts: [...form.acts] })}</div>`;
}

const notTold = ({ payment, said }: Texts, { view }: PaymentSeen): Html | null =>
  view.notMatched.length === 0
    ? null
    : html`<h3>${payment.notTold}</h3>
<ul class="quiet">${view.notMatched.map(({ subscriber, reason }) => html`<li><span class="mono">${subscriber}</span>: ${said(reason)}</li>`)}</ul>`;

function details({ payment, providers, said }: Texts, { view, order }: PaymentSeen): Html {
  const { amount, refundedMinor, workflow } = view;
  const entries: [string, Html | string | null | undefined][] = [
    [payment.amount, amount && formatMoney(amount)],
    [payment.refunded, amount && refundedMinor > 0 ? formatMoney({ ...amount, amountMinor: refundedMinor }) : null],
    [payment.order, view.orderId && html`<span class="mono">${view.orderId}</span>`],
    [payment.user, order?.userId],
    [payment.provider, view.provider && (providers[view.provider] ?? view.provider)],
    [payment.transaction, view.transactionId && html`<span class="mono">${view.transactionId}</span>`],
    [payment.workflow, workflow && html`<span class="mono">${workflow.id}</span> ${said(workflow.status.toLowerCase())}`],
    ['', workflow?.url && html`<a href="${workflow.url}" rel="noreferrer">${payment.inWebUi}</a>`],
  ];
  return html`<dl class="details">${entries.map(([name, value]) => value && html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
