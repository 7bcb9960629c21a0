import { type Html, html } from '../html.ts';

/** A state as a word on a colour; the word says all of it. */
export const chip = (state: string, words: string): Html => html`<span class="chip ${state}">${words}</span>`;
