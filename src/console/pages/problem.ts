import { type Html, html } from '../html.ts';
import type { Texts } from '../texts/index.ts';

export const problemPage = (texts: Texts, detail: string): Html => html`<h1>${texts.errors.title}</h1>
<p class="problem" role="alert">${detail}</p>
<p><a href="/console/payments">${texts.errors.back}</a></p>`;
