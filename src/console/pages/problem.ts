import { type Html, html } from '../html.ts';
import type { Texts } from '../texts/index.ts';

/** `back`: the page that it was sent from. `again`: what was sent, to be sent again. */
type Problem = { detail: string; back?: { href: string; words: string } | null; again?: Html | null };

export const problemPage = (texts: Texts, { detail, back, again }: Problem): Html => html`<h1>${texts.errors.title}</h1>
<p class="problem" role="alert" tabindex="-1" autofocus>${detail}</p>
${again}
${back && html`<p><a href="${back.href}">${back.words}</a></p>`}
<p><a href="/console/payments">${texts.errors.back}</a></p>`;
