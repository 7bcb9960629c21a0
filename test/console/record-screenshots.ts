import type { Page } from 'playwright-core';
import { TOKEN, useApi } from '../api/fixture.ts';
import { eventually } from '../support/eventually.ts';
import { useSystem } from '../support/system.ts';
import { useBrowser } from './browser.ts';
import { openShop } from './shop-of-screenshots.ts';

// Takes the pictures of docs/ from the real thing:
//
//     npm run build && npx jest --testMatch '**/test/console/record-*.ts'

const system = useSystem();
const api = useApi(system, () => ({
  workflowUrl: (id) => `http://localhost:8233/namespaces/default/workflows/${encodeURIComponent(id)}`,
}));
const open = useBrowser();

let url = '';
let payNo = '';
beforeAll(async () => {
  payNo = await openShop(system());
  url = await api().app.listen({ host: '127.0.0.1', port: 0 });
});

async function signIn(page: Page): Promise<void> {
  await page.goto(`${url}/console`);
  await page.getByLabel(/token|令牌/i).fill(TOKEN);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1 }).waitFor();
}

const DESK = { viewport: { width: 1180, height: 860 }, deviceScaleFactor: 1 };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 1 };

test('console-list', async () => {
  const page = await open(DESK);
  await signIn(page);
  await eventually(async () => expect(await page.locator('tbody tr').count()).toBeGreaterThan(5));
  await page.screenshot({ path: 'docs/console-list.png' });
});

test('console-payment', async () => {
  const page = await open(DESK);
  await signIn(page);
  await page.goto(`${url}/console/payments/${payNo}`);
  await page.screenshot({ path: 'docs/console-payment.png', fullPage: true });
});

test('console-phone', async () => {
  const page = await open({ ...PHONE, colorScheme: 'dark', locale: 'zh-CN' });
  await signIn(page);
  await page.goto(`${url}/console/payments/${payNo}`);
  await page.screenshot({ path: 'docs/console-phone.png' });
});
