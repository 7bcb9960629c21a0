import { addressOf } from '../assets.ts';
import { type Html, html } from '../html.ts';
import { LANGUAGES } from '../texts/index.ts';
import type { Visit } from '../visit.ts';

/** The frame of every page. */
export const layout = (visit: Visit, title: string, main: Html): Html => html`<html lang="${visit.texts.tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${visit.texts.product}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${addressOf('console.css')}">
<script type="module" src="${addressOf('console.js')}"></script>
</head>
<body>
<a class="skip" href="#main">${visit.texts.skipToContent}</a>
<header class="bar">
<a class="brand" href="/console/payments">${visit.texts.product}</a>
${visit.operator !== null && navigation(visit)}
<div class="who">
<span id="zone" class="quiet"></span>
${visit.operator !== null && signOut(visit)}
${languages(visit)}
</div>
</header>
<main id="main" tabindex="-1">
${main}
</main>
</body>
</html>`;

const navigation = ({ texts, path }: Visit): Html => html`<nav aria-label="${texts.navigation}">
${link('/console/payments', texts.payments, path)}
${link('/console/subscribers', texts.subscribers, path)}
</nav>`;

const link = (href: string, text: string, path: string): Html =>
  path.startsWith(href) ? html`<a href="${href}" aria-current="page">${text}</a>` : html`<a href="${href}">${text}</a>`;

const signOut = ({ texts, operator }: Visit): Html => html`<form method="post" action="/console/sign-out">
<span class="quiet">${texts.signedInAs(operator ?? '')}</span>
<button class="plain">${texts.signOut}</button>
</form>`;

const languages = ({ texts, path }: Visit): Html => html`<nav aria-label="${texts.languages}" class="languages">
${LANGUAGES.filter(({ tag }) => tag !== texts.tag).map(
  ({ tag, name }) =>
    html`<a lang="${tag}" hreflang="${tag}" href="/console/language/${tag}?back=${encodeURIComponent(path)}">${name}</a>`,
)}
</nav>`;
