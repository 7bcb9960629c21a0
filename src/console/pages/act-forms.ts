import { type Html, html } from '../html.ts';
import type { Texts } from '../texts/index.ts';

export type Act = keyof Texts['acts']['hints'];

/** Hurts nobody when it is said in vain, and is said without a reason. */
const WITHOUT_REASON: Act[] = ['test', 'resume'];

export type ActForm = {
  action: string;
  acts: Act[];
  /** What the acts of this form are about, sent along with them. */
  about: Record<string, string>;
  /** The same in the reader's words, for those who hear the form and do not see where it stands; empty where there is only one. */
  who: string;
  /** Unique within the page. */
  id: string;
  /** Where the reason is kept. */
  kept: string;
  isOpen: boolean;
};

/** A reason, and a button for each thing that can be done: folded, unless it is what the reader is waited for. */
export const actForm = (
  texts: Texts,
  form: ActForm,
): Html => html`<details class="acts" id="acts-${form.id}"${form.isOpen && html` open`}>
<summary>${texts.acts.what}${unseen(form)}${texts.punctuation.colon}${form.acts.map((act) => texts.acts[act]).join(' / ')}</summary>
<form method="post" action="${form.action}">
${noDefault}
${fields(form.about)}
${reasonField(texts, form, '')}
<p class="row">${form.acts.map((act) => button(texts, form, act))}</p>
</form>
</details>`;

/** What Enter presses in a field is the first button: this one, which does nothing. What is done is what the reader chooses. */
const noDefault = html`<button disabled hidden></button>`;

const fields = (about: Record<string, string>): Html[] =>
  Object.entries(about).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);

function reasonField(
  { acts: texts }: Texts,
  { acts, id, kept, who }: Pick<ActForm, 'acts' | 'id' | 'kept' | 'who'>,
  value: string,
): Html {
  const without = acts.filter((act) => WITHOUT_REASON.includes(act)).map((act) => texts[act]);
  const hints = [
    ...acts.map((act) => texts.hints[act]),
    ...(kept === '' ? [] : [kept]),
    ...(without.length > 0 ? [texts.noReason(without.join(', '))] : []),
  ];
  return html`<label for="reason-${id}">${texts.reason}${unseen({ who })}</label>
<input id="reason-${id}" name="reason"${without.length < acts.length && html` required`} maxlength="500" autocomplete="off" value="${value}" aria-describedby="hint-${id}">
<p id="hint-${id}" class="hint">${hints.map((hint) => html`<span>${hint}</span> `)}</p>`;
}

const button = ({ acts: texts }: Texts, { who }: Pick<ActForm, 'who'>, act: Act): Html =>
  html`<button name="act" value="${act}"${WITHOUT_REASON.includes(act) && html` formnovalidate`}>${texts[act]}${unseen({ who })}</button>`;

const unseen = ({ who }: Pick<ActForm, 'who'>): Html | false => who !== '' && html`<span class="unseen"> ${who}</span>`;

/** What was sent and could not be done, to be sent again: as it was written, and to be changed. */
export function sameAgain(
  texts: Texts,
  action: string,
  { act = '', reason = '', ...about }: Record<string, string>,
): Html | null {
  if (!isAct(texts, act)) return null;
  return html`<form method="post" action="${action}" class="decision">
${noDefault}
${fields(about)}
${reasonField(texts, { acts: [act], id: 'again', kept: '', who: '' }, reason)}
<p class="row">${button(texts, { who: '' }, act)}</p>
</form>`;
}

const isAct = ({ acts }: Texts, act: string): act is Act => Object.hasOwn(acts.hints, act);

/** Asks once more before something is done to many. */
export const confirmForm = (
  texts: Texts,
  action: string,
  sent: { act: Act; reason: string },
): Html => html`<form method="post" action="${action}">
${fields({ reason: sent.reason, confirmed: 'yes' })}
<p class="row">${button(texts, { who: '' }, sent.act)}</p>
</form>`;
