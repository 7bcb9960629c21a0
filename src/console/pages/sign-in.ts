import { type Html, html } from '../html.ts';
import type { Texts } from '../texts/index.ts';

type SignIn = { next: string; isRefused: boolean };

export const signInPage = (texts: Texts, { next, isRefused }: SignIn): Html => html`<section class="sign-in">
<h1>${texts.signIn}</h1>
<p>${texts.signInLead}</p>
<form method="post" action="/console/sign-in">
<input type="hidden" name="next" value="${next}">
<label for="token">${texts.token}</label>
<input id="token" name="token" type="password" required maxlength="500" autocomplete="current-password" autofocus
 aria-describedby="token-hint"${isRefused && html` aria-invalid="true"`}>
<p id="token-hint" class="hint">${texts.tokenHint}</p>
${isRefused && html`<p class="problem" role="alert">${texts.tokenUnknown}</p>`}
<button class="strong">${texts.signIn}</button>
</form>
</section>`;
