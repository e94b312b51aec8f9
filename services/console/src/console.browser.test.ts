import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sourceList, type ConnectedSource } from './api/connections.ts';
import { expectAccessible, launch, middayZone } from './testing/browser.ts';
import { admin, startTestConsole, type TestConsole } from './testing/console.ts';
import { block, follow } from './testing/following.ts';
import { story } from './testing/story.ts';
import { deliver } from './testing/vendor.ts';

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

let service: TestConsole;
let browser: Browser;
let page: Page;
/** What the page complained of: a broken policy, a failed request, an exception. */
const complaints: string[] = [];

beforeAll(async () => {
  await build({ configFile: pathOf('../web/vite.config.ts'), logLevel: 'error' });
  service = await startTestConsole({ withEdge: true });
  await service.take(story(Date.now()));
  await service.call('/api/v1/sources', {
    method: 'POST',
    body: JSON.stringify({ platform: 'twilio', name: 'Support line' }),
  });
  browser = await launch();
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: middayZone(),
  });
  page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // Being asked to sign in begins with a 401.
    if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text());
  });
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

const go = (name: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();

test('asks to sign in, refuses a wrong password, and goes on to where one wanted to', async () => {
  await page.goto(`${service.address}/?q=neighbour`);
  await page.getByLabel('Name').fill(admin.user);
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  await expectAccessible(page);
  await page.getByLabel('Password').fill(admin.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('list', { name: 'Interactions' }).waitFor();
  expect(new URL(page.url()).searchParams.get('q')).toBe('neighbour');
});

test('searches from the keyboard, marks what matched, narrows by facets', async () => {
  await page.goto(service.address);
  await page.getByRole('list', { name: 'Interactions' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('order');
  await page.locator('mark', { hasText: 'order' }).first().waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Channel' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'SMS' }).click();
  await page.keyboard.press('Escape');
  await page.getByText('1 interaction', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Reset' }).click();
});

test('scrolls through everything, page by page', async () => {
  await page.goto(service.address);
  const rows = page.getByRole('list', { name: 'Interactions' }).getByRole('listitem');
  await rows.first().waitFor();
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, 4000);
        return Number(await rows.last().getAttribute('data-index'));
      },
      { timeout: 30_000, interval: 200 },
    )
    .toBe(99);
  // The list keeps but the rows near the screen.
  expect(await rows.count()).toBeLessThan(60);
});

test('opens a customer’s timeline and the raw delivery behind an entry', async () => {
  await page.goto(`${service.address}/?q=neighbour`);
  await page.getByRole('link', { name: 'Ana Silva' }).click();
  await page.getByRole('heading', { level: 1, name: 'Ana Silva' }).waitFor();
  const timeline = page.getByRole('list', { name: 'Timeline' });
  await timeline.getByText('Today').waitFor();
  await page.getByText('Followed a call to action').waitFor();
  await expectAccessible(page);
  if (process.env['UPDATE_SCREENSHOTS'] === '1') {
    await mkdir(pathOf('../../../docs/images'), { recursive: true });
    await page.mouse.move(0, 0);
    await page.screenshot({ path: pathOf('../../../docs/images/console.png') });
  }
  await timeline.getByRole('button', { name: /neighbour/ }).click();
  const entry = page.getByRole('dialog');
  await entry.getByRole('tab', { name: 'Raw delivery' }).click();
  await entry.getByText('Unchanged since it was received').waitFor();
  await entry.getByText('hmac-sha256').waitFor();
  await entry.getByText('SM900123').waitFor();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await entry.waitFor({ state: 'detached' });
});

/** What the sheet of a new source says, for a vendor that knows what it shows. */
async function connectedAs(name: string): Promise<ConnectedSource> {
  const list = sourceList.parse(await (await service.call('/api/v1/sources')).json());
  const made = list.items.find((item) => item.name === name);
  if (made === undefined) throw new Error(`no source is called ${name}`);
  const secret = await page.getByRole('dialog').getByText('Signing secret').locator('+ p').textContent();
  return { ...made, settings: { signingSecret: secret ?? '' }, steps: [] };
}

const checks = () => page.getByRole('list', { name: 'Checks' }).getByRole('listitem');

test(
  'connects a source: platform, secrets, steps, a green test, the first delivery, and a refused one',
  { timeout: 120_000 },
  async () => {
    await go('Sources');
    await page.getByRole('button', { name: 'Connect a source' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: 'Help desk' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.type('zend');
    expect(await dialog.getByRole('list').getByRole('button').count()).toBe(1);
    await dialog.getByRole('button', { name: /Zendesk/ }).click();
    await expectAccessible(page);
    await dialog.getByLabel('Name').fill('Help desk');
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await dialog
      .getByText(/\/webhooks\/zendesk\/src_/)
      .first()
      .waitFor();
    await dialog.getByRole('button', { name: 'Copy URL' }).waitFor();
    await expectAccessible(page);

    await dialog.getByRole('button', { name: 'Send a test delivery' }).click();
    await expect.poll(() => checks().count(), { timeout: 20_000 }).toBe(4);
    expect(
      await checks().evaluateAll((lines) => lines.map((line) => line.getAttribute('data-state'))),
    ).toEqual(['good', 'good', 'good', 'good']);
    await dialog.getByRole('list', { name: 'What it is read as' }).waitFor();
    await dialog.getByText('Waiting for the first delivery').first().waitFor();
    await expectAccessible(page);

    const vendor = await connectedAs('Help desk');
    expect(await deliver(vendor)).toBe(200);
    await dialog.getByText(/^Last delivery/).waitFor();
    await expectAccessible(page);
    // The vendor is given another secret, and nobody tells us.
    expect(await deliver(vendor, { signingSecret: 'changed at the vendor' })).toBe(401);
    await dialog.getByText(/^Refused .*: signature does not match$/).waitFor();
    await dialog.getByText(/^Check that the secret in the source’s settings/).waitFor();
    await expectAccessible(page);

    await dialog.getByRole('button', { name: 'Enter what the vendor shows' }).click();
    await dialog.getByLabel('Signing secret').fill('changed at the vendor');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect
      .poll(() => deliver(vendor, { signingSecret: 'changed at the vendor' }), { timeout: 20_000 })
      .toBe(200);
    await dialog.getByText(/^Last delivery/).waitFor();
    // The secret before is valid for a day yet; a stranger's is not.
    expect(await deliver(vendor, { signingSecret: 'a stranger’s' })).toBe(401);
    await dialog.getByText(/^Refused/).waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    const row = page.getByRole('listitem').filter({ hasText: 'Help desk' });
    await row.locator('[data-state=refused]').waitFor();
    await row.getByText(/Refused .*signature does not match — Check/).waitFor();
  },
);

test(
  'a source that is open shows what is found: a red test while the edge is away, following, history',
  { timeout: 120_000 },
  async () => {
    const list = sourceList.parse(await (await service.call('/api/v1/sources')).json());
    const id = list.items.find((item) => item.name === 'Help desk')?.id ?? '';
    await follow(service.databaseUrl, id);
    await block(service.databaseUrl, id);
    await page.getByRole('button', { name: 'Help desk', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The vendor refuses our credentials: connect it again').waitFor();
    await expectAccessible(page);
    await service.edge?.stop();
    await dialog.getByRole('button', { name: 'Send a test delivery' }).click();
    await dialog.getByText('The edge cannot be reached').waitFor();
    await expect.poll(() => checks().count(), { timeout: 20_000 }).toBe(4);
    await expectAccessible(page);
    await service.edge?.start();

    await dialog.getByRole('button', { name: 'Connect again' }).click();
    for (const [label, value] of [
      ['Subdomain', 'example'],
      ['Account ID', '1'],
      ['API user', 'agent@example.com'],
      ['API token', 'fresh-token'],
      ['API URL', 'https://example.zendesk.com'],
    ] as const)
      await dialog.getByLabel(label).fill(value);
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('button', { name: 'Try again now' }).click();
    await dialog.getByText('Followed at the vendor’s API').waitFor();
    await dialog.getByText('90 %').first().waitFor();
    await dialog.getByText('Day by day').click();
    await dialog.getByRole('cell', { name: '90 %' }).waitFor();
    await dialog.getByLabel('Days back from today').fill('90');
    await dialog.getByRole('button', { name: 'Bring history' }).click();
    await dialog.getByText('90 days are brought').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  },
);

test.each(['Customers', 'Sources', 'Destinations', 'Audit log'])(
  '%s is accessible, light and dark',
  async (name) => {
    for (const theme of ['light', 'dark'] as const) {
      const choose = page.getByRole('button', { name: `Use the ${theme} theme` });
      if (await choose.isVisible()) await choose.click();
      await go(name);
      await page.waitForLoadState('networkidle');
      await expectAccessible(page);
    }
  },
);

test('fits a narrow screen without scrolling sideways', async () => {
  await page.setViewportSize({ width: 375, height: 700 });
  for (const path of ['/?q=order', '/customers', '/sources', '/destinations', '/audit']) {
    await page.goto(service.address + path);
    await page.waitForLoadState('networkidle');
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(overflow, path).toBeLessThanOrEqual(0);
  }
});

test('signs out', async () => {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Password').waitFor();
  const answer = await page.request.get(`${service.address}/api/v1/interactions`);
  expect(answer.status()).toBe(401);
});

test('nothing on the way was complained of', () => {
  expect(complaints).toEqual([]);
});
