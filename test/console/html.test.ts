import { html } from '../../src/console/html.ts';

test.each([
  ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  [`" onload="x`, '&quot; onload=&quot;x'],
  [`' onload='x`, '&#39; onload=&#39;x'],
  ['&amp;', '&amp;amp;'],
])('what is put into a page is text: %s', (given, markup) => {
  expect(html`<p title="${given}">${given}</p>`.markup).toBe(`<p title="${markup}">${markup}</p>`);
});

test('HTML within HTML stays so, and lists are joined', () => {
  const items = ['<a>', 'b'].map((item) => html`<li>${item}</li>`);
  expect(html`<ul>${items}</ul>`.markup).toBe('<ul><li>&lt;a&gt;</li><li>b</li></ul>');
});

test('what is not there leaves nothing, and zero is there', () => {
  expect(html`[${null}${undefined}${false}${0}${''}]`.markup).toBe('[0]');
});
