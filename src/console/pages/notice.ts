import { type Html, html } from '../html.ts';
import type { Texts } from '../texts/index.ts';

/** What came of what the reader has just done. */
export type Notice = { kind: 'notice' | 'problem'; words: string };

/** It has the focus when the page opens: that is where the reader is, and what he waits for. */
export const noticeLine = (notice: Notice | null): Html | null =>
  notice && html`<p class="${notice.kind}" role="status" tabindex="-1" autofocus>${notice.words}</p>`;

/** @param done the act, as the page's address names it: anybody may have written that. */
export function doneNotice({ acts }: Texts, done: string): Notice | null {
  const words = Object.hasOwn(acts.done, done) ? acts.done[done] : undefined;
  return words === undefined ? null : { kind: 'notice', words };
}

/** For the script, which shows what of it holds, and since when, once a page that keeps up with what happens cannot any more. */
export const staleLine = ({ unavailable }: Texts): Html =>
  html`<p id="stale" class="problem" role="status" data-away="${unavailable.stale}" data-signed-out="${unavailable.signedOut}"></p>`;
