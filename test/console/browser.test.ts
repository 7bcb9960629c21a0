import type { Page } from 'playwright-core';
import { TOKEN } from '../api/fixture.ts';
import { useListedPayments } from '../api/listed-payments.ts';
import { eventually } from '../support/eventually.ts';
import { chromiumPath, useBrowser } from './browser.ts';

const { system, api, paid } = useListedPayments();

// Without a Chromium nothing of the console is shown to work in a browser; what says so is one test.
if (!chromiumPath) test('NOT SHOWN in a browser: there is no Chromium on the PATH', () => expect(chromiumPath).toBeUndefined());
else
  describe('in Chromium', () => {
    const open = useBrowser();
    let url = '';
    beforeAll(async () => {
      url = await api().app.listen({ host: '127.0.0.1', port: 0 });
    });

    const at = (page: Page): string => new URL(page.url()).pathname;

    /** Tab, until what has the focus is this. Everything that has it on the way can be seen to have it. */
    async function tabTo(page: Page, name: string): Promise<void> {
      for (let steps = 0; steps < 40; steps++) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate<{ name: string; isVisible: boolean }>('focused()');
        expect(focused).toMatchObject({ isVisible: true });
        if (focused.name.includes(name)) return;
      }
      throw new Error(`the focus never came to ${name}`);
    }

    async function signIn(page: Page, path = '/console'): Promise<void> {
      await page.goto(url + path);
      await page.locator('input:focus').waitFor(); // the field gets the focus by itself
      await page.keyboard.type(TOKEN);
      await page.keyboard.press('Enter');
      await page.waitForURL((address) => !address.pathname.includes('sign-in'));
    }

    test('somebody with a keyboard alone signs in, finds a parked payment and has it tried again', async () => {
      const { payNo } = await paid('parked');
      const page = await open();
      const faults: string[] = [];
      page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
      page.on('pageerror', (error) => faults.push(error.message));
      await signIn(page);
      await eventually(async () => {
        await page.goto(`${url}/console/payments`);
        expect(await page.textContent('main')).toContain(payNo);
      });
      await tabTo(page, 'Parked');
      await page.keyboard.press('Enter');
      await page.waitForURL(/state=parked/);
      await page.goto(`${url}/console/payments?q=${payNo}`);
      await tabTo(page, 'Mathematics for beginners');
      await page.keyboard.press('Enter');
      await page.waitForURL(`**/console/payments/${payNo}`);
      await tabTo(page, 'Reason');
      await page.keyboard.type('the account was made this morning');
      await tabTo(page, 'Retry');
      await page.keyboard.press('Enter');
      await page.getByText('Another attempt was asked for.').waitFor();
      const history = await system().client.workflow.getHandle(`payment/${payNo}`).fetchHistory();
      const signals = (history.events ?? []).filter(
        ({ workflowExecutionSignaledEventAttributes: said }) => said?.signalName === 'retryDelivery',
      );
      const [payload] = signals[0]?.workflowExecutionSignaledEventAttributes?.input?.payloads ?? [];
      expect(JSON.parse(Buffer.from(payload?.data ?? []).toString())).toMatchObject({
        by: 'anna',
        reason: 'the account was made this morning',
      });
      expect(faults).toEqual([]);
    });

    test('the page keeps up with what happens, but not while somebody writes on it', async () => {
      const { payNo } = await paid('parked');
      const page = await open();
      await page.clock.install();
      await signIn(page, `/console/payments/${payNo}`);
      await page.getByText('refusing: parked').first().waitFor();
      const [reason] = await page.getByLabel('Reason').all();
      await reason?.fill('because');
      for (const subscriber of ['refusing', 'also-refusing'])
        await system().notifications.skipDelivery(payNo, { subscriber, by: 'berta', reason: 'it is closed' });
      let looks = 0;
      page.on('request', () => looks++);
      await page.clock.runFor('01:00');
      expect(looks).toBe(0);
      await reason?.fill('');
      await page.getByRole('heading', { level: 1 }).click();
      await eventually(async () => {
        await page.clock.runFor('00:04');
        expect(await page.textContent('main')).toContain('berta skipped refusing');
      });
    });

    test.each(['/console/sign-in', '/console/payments', '/console/payments/P', '/console/subscribers'])(
      'at 390 px %s needs no scrolling to the side, in either language',
      async (path) => {
        const { payNo } = await paid('parked');
        for (const locale of ['en', 'zh-CN']) {
          const page = await open({ viewport: { width: 390, height: 844 }, locale });
          await signIn(page);
          await page.goto(url + path.replace(/P$/, payNo));
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
          expect(await page.evaluate('document.documentElement.lang')).toBe(locale);
        }
      },
    );

    test('Enter decides nothing: neither by a reason on a held payment, nor by one on a parked one', async () => {
      const page = await open();
      const sent: string[] = [];
      page.on('request', (request) => request.method() === 'POST' && sent.push(new URL(request.url()).pathname));
      await signIn(page);
      const signedIn = sent.length;
      for (const state of ['held', 'parked']) {
        const { payNo } = await paid(state);
        await page.goto(`${url}/console/payments/${payNo}`);
        await page.getByLabel('Reason').first().fill('not read to the end');
        await page.keyboard.press('Enter');
        await page.getByLabel('Reason').first().fill('still here');
        expect(at(page)).toBe(`/console/payments/${payNo}`);
      }
      expect(sent).toHaveLength(signedIn);
    });

    test('the focus is on what came of it, and a name says of whom a button is', async () => {
      const { payNo } = await paid('parked');
      const page = await open();
      await signIn(page, `/console/payments/${payNo}`);
      await page.getByLabel('Reason also-refusing').fill('it is closed');
      await page.getByRole('button', { name: 'Skip also-refusing', exact: true }).click();
      await page.locator('[role=status]:focus', { hasText: 'Skipping it was asked for.' }).waitFor();
    });

    test('a page that cannot keep up any more says of when it is', async () => {
      const { payNo } = await paid('parked');
      const page = await open();
      await page.clock.install();
      await signIn(page, `/console/payments/${payNo}`);
      await page.route('**/console/payments/**', (route) => route.abort());
      await eventually(async () => {
        await page.clock.runFor('00:04');
        expect(await page.textContent('#stale')).toMatch(/^No answer any more: what is shown here is of /);
      });
      await page.unroute('**/console/payments/**');
      await eventually(async () => {
        await page.clock.runFor('00:04');
        expect(await page.textContent('#stale')).toBe('');
      });
    });

    test.each([390, 1280])('at %i px long texts without a space need no scrolling to the side', async (width) => {
      const long = { title: 'T'.repeat(100), userId: `u${crypto.randomUUID()}`.repeat(2) };
      const { payNo } = await paid('parked', long);
      const page = await open({ viewport: { width, height: 900 } });
      await signIn(page);
      for (const path of [`/console/payments?q=${long.userId}`, `/console/payments/${payNo}`]) {
        await page.goto(url + path);
        expect(await page.textContent('main')).toContain(long.title);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      }
    });

    test('times are those of the reader, and a language that is chosen leads back to the same page', async () => {
      const { payNo } = await paid('done');
      const page = await open({ timezoneId: 'Asia/Shanghai', locale: 'zh-CN' });
      await signIn(page, `/console/payments/${payNo}`);
      const told = page.locator('time[datetime="2026-11-23T06:00:00.000Z"]').first();
      await eventually(async () => expect(await told.textContent()).toBe('2026年11月23日 14:00:00'));
      expect(await page.textContent('header')).toContain('Asia/Shanghai');
      await page.getByText('English').click();
      await page.getByText('What happened').waitFor();
      expect(at(page)).toBe(`/console/payments/${payNo}`);
    });

    test.each(['light', 'dark'] as const)('every text stands out from what is behind it: %s', async (colorScheme) => {
      const { payNo } = await paid('parked');
      const page = await open({ colorScheme });
      await signIn(page);
      for (const path of ['/console/payments', `/console/payments/${payNo}`, '/console/subscribers', '/console/nowhere']) {
        await page.goto(url + path);
        expect(await page.evaluate('faintTexts()')).toEqual([]);
      }
    });

    test('without scripts all of it is there', async () => {
      const { payNo } = await paid('parked');
      const page = await open({ javaScriptEnabled: false });
      await signIn(page, `/console/payments/${payNo}`);
      const [reason] = await page.getByLabel('Reason').all();
      await reason?.fill('because');
      await page.getByRole('button', { name: 'Skip' }).first().click();
      await page.getByText('Skipping it was asked for.').waitFor();
      expect(await page.textContent('main')).toContain('2026-11-23 06:00:00 UTC');
    });
  });
