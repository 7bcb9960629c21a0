import { TOKEN, useApi } from '../api/fixture.ts';
import { useSystem } from '../support/system.ts';
import { createVisitor, OURS, wordsOf } from './fixture.ts';

const system = useSystem();
const api = useApi(system);
const newVisitor = () => createVisitor(api);

const PAGES = ['/console', '/console/', '/console/payments', '/console/payments/P1', '/console/subscribers'];

describe('who has not signed in', () => {
  test.each(PAGES)('is asked to, and led back to %s afterwards', async (page) => {
    const visitor = newVisitor();
    const asked = await visitor.get(page);
    expect(asked).toMatchObject({ status: 303, location: `/console/sign-in?next=${encodeURIComponent(page)}` });
    const form = await visitor.get(String(asked.location));
    expect(form).toMatchObject({ status: 200, type: 'text/html' });
    expect(form.text).toContain(`name="next" value="${page}"`);
    const led = { '/console': '/console/payments' }[page] ?? page;
    expect(await visitor.signIn(TOKEN, page)).toMatchObject({ status: 303, location: led });
  });

  test.each(['/console/payments/P1/deliveries', '/console/payments/P1/decision'])('does nothing at %s', async (url) => {
    expect(await newVisitor().post(url, { act: 'retry', reason: 'any' })).toMatchObject({
      status: 303,
      location: '/console/sign-in?next=%2Fconsole%2Fpayments',
    });
  });

  test.each([
    ['with a token that nobody has', 'token-of-nobody'],
    ['with nothing', ''],
  ])('stays out %s', async (_, token) => {
    const visitor = newVisitor();
    const refused = await visitor.signIn(token);
    expect(refused).toMatchObject({ status: 401, cookie: '' });
    expect(wordsOf(refused)).toContain('Nobody has this token');
    expect(await visitor.get('/console/payments')).toMatchObject({ status: 303 });
  });

  test.each([
    'https://evil.test/',
    '//evil.test/',
    '/console//evil.test',
    '/console/\\evil.test',
    '/payments',
    'javascript:alert(1)',
  ])('is not led to %s by signing in, nor by choosing a language', async (next) => {
    expect(await newVisitor().signIn(TOKEN, next)).toMatchObject({ location: '/console/payments' });
    const choice = `/console/language/en?back=${encodeURIComponent(next)}`;
    expect(await newVisitor().get(choice)).toMatchObject({ location: '/console/payments' });
  });
});

describe('who has signed in', () => {
  test('is known by a cookie that no script and no other site can use, and that holds no token', async () => {
    const { cookie } = await newVisitor().signIn();
    expect(cookie).toMatch(/^paynotify_session=[\w.-]+; Path=\/console; Max-Age=43200; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(TOKEN);
  });

  test('behind TLS has it sent over nothing else', async () => {
    const { cookie } = await newVisitor().post('/console/sign-in', { token: TOKEN }, { ...OURS, 'x-forwarded-proto': 'https' });
    expect(cookie).toMatch(/; Secure$/);
  });

  test('sees who he is, and is nobody any more after signing out', async () => {
    const visitor = newVisitor();
    await visitor.signIn();
    expect((await visitor.get('/console/payments')).text).toContain('Signed in as anna');
    expect(await visitor.post('/console/sign-out')).toMatchObject({ status: 303, location: '/console/sign-in' });
    expect(await visitor.get('/console/payments')).toMatchObject({ status: 303 });
  });

  test('opens nothing of the API with it', async () => {
    const visitor = newVisitor();
    await visitor.signIn();
    expect(await visitor.get('/payments')).toMatchObject({ status: 401 });
  });
});

describe('a form that another page sends', () => {
  test.each([
    ['of another site', { origin: 'https://evil.test' }],
    ['of another port of this host', { origin: 'http://console.test:8080' }],
    ['that hides where it comes from', { origin: 'null' }],
    ['that does not say where it comes from', {}],
    ['of another site, as the browser says', { ...OURS, 'sec-fetch-site': 'cross-site' }],
    ['of this site but another origin, as the browser says', { ...OURS, 'sec-fetch-site': 'same-site' }],
  ])('%s does nothing', async (_, headers) => {
    const visitor = newVisitor();
    await visitor.signIn();
    for (const url of [
      '/console/sign-in',
      '/console/sign-out',
      '/console/payments/P1/deliveries',
      '/console/payments/P1/decision',
    ]) {
      const refused = await visitor.post(url, { token: TOKEN, act: 'retry', reason: 'any' }, headers);
      expect(refused).toMatchObject({ status: 403, type: 'text/html', cookie: '' });
      expect(wordsOf(refused)).toContain('This did not come from a page of this console');
    }
    expect(await visitor.get('/console/payments')).toMatchObject({ status: 200 });
  });

  test('is known for ours where the browser says so, whatever a proxy made of the host', async () => {
    const headers = { origin: 'https://pay.example', 'sec-fetch-site': 'same-origin' };
    expect(await newVisitor().post('/console/sign-in', { token: TOKEN }, headers)).toMatchObject({ status: 303 });
  });

  test.each(['application/json', 'text/plain'])('as %s is not taken', async (type) => {
    const visitor = newVisitor();
    const headers = { ...OURS, 'content-type': type };
    expect(await visitor.post('/console/sign-in', { token: TOKEN }, headers)).toMatchObject({ status: 415, cookie: '' });
  });
});

describe('every page', () => {
  test.each(['/console/sign-in', '/console/payments', '/console/subscribers', '/console/nowhere'])(
    '%s loads nothing from elsewhere, is in no frame, and is not kept',
    async (page) => {
      const visitor = newVisitor();
      await visitor.signIn();
      const { headers, text } = await visitor.get(page);
      const policy = String(headers['content-security-policy']);
      expect(policy).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
      expect(policy).not.toContain('unsafe');
      expect(headers).toMatchObject({ 'referrer-policy': 'same-origin', 'cache-control': 'no-store' });
      expect(text).not.toMatch(/<style|style="|<script(?! type="module" src="\/console\/)|\son\w+="/);
      for (const [, url = ''] of text.matchAll(/(?:src|href)="(\/console\/console[^"]+)"/g)) {
        expect(await visitor.get(url)).toMatchObject({
          status: 200,
          headers: { 'cache-control': 'public, max-age=31536000, immutable' },
        });
      }
    },
  );

  test('is in the language that the browser asks for, and from then on in the one that was chosen', async () => {
    const visitor = newVisitor();
    const asksForChinese = { 'accept-language': 'zh-CN,zh;q=0.9' };
    const chinese = await visitor.get('/console/sign-in', asksForChinese);
    expect(chinese.text).toContain('<html lang="zh-CN">');
    expect(wordsOf(chinese)).toContain('API 令牌');
    const chosen = await visitor.get('/console/language/en?back=%2Fconsole%2Fsign-in', asksForChinese);
    expect(chosen).toMatchObject({ status: 303, location: '/console/sign-in' });
    expect((await visitor.get('/console/sign-in', asksForChinese)).text).toContain('<html lang="en">');
  });

  test('that is not there says so', async () => {
    const visitor = newVisitor();
    await visitor.signIn();
    const nowhere = await visitor.get('/console/nowhere');
    expect(nowhere).toMatchObject({ status: 404, type: 'text/html' });
    expect(wordsOf(nowhere)).toContain('There is no such page');
  });
});
