import { type Html, html } from '../html.ts';
import type { Texts } from '../texts/index.ts';

export type Act = keyof Texts['acts'] &
  ('retry' | 'skip' | 'redeliver' | 'approve' | 'reject' | 'pause' | 'resume' | 'recover' | 'test');

/** Changes nothing: needs no reason. */
const WITHOUT_REASON: Act[] = ['test'];

export type ActForm = {
  action: string;
  acts: Act[];
  /** What the acts of this form are about, sent along with them. */
  about: Record<string, string>;
  /** Unique within the page. */
  id: string;
  hint: string;
  isOpen: boolean;
};

/** A reason, and a button for each thing that can be done: folded, unless it is what the reader is waited for. */
export const actForm = (
  { acts: texts, punctuation }: Texts,
  { action, acts, about, id, hint, isOpen }: ActForm,
): Html => html`<details class="acts" id="acts-${id}"${isOpen && html` open`}>
<summary>${texts.what}${punctuation.colon}${acts.map((act) => texts[act]).join(' / ')}</summary>
<form method="post" action="${action}">
${Object.entries(about).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<label for="reason-${id}">${texts.reason}</label>
<input id="reason-${id}" name="reason" required maxlength="500" autocomplete="off" aria-describedby="hint-${id}">
<p id="hint-${id}" class="hint">${hint} ${texts.reasonHint}</p>
<p class="row">${acts.map((act, index) => html`<button name="act" value="${act}"${index === 0 && html` class="strong"`}${WITHOUT_REASON.includes(act) && html` formnovalidate`}>${texts[act]}</button>`)}</p>
</form>
</details>`;
