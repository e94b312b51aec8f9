import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { customerPage } from './api/customers.ts';
import { expectAccessible, launch } from './testing/browser.ts';
import { admin, startTestConsole, type TestConsole } from './testing/console.ts';
import { crowd, kern, mistaken } from './testing/steward.ts';

// axe goes over every view twice.
vi.setConfig({ testTimeout: 150_000 });

let service: TestConsole;
let browser: Browser;
let page: Page;
let web: string;
/** What the page complained of: a broken policy, a failed request, an exception. */
const complaints: string[] = [];

async function signIn(name: string, password: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  const opened = await context.newPage();
  opened.setDefaultTimeout(30_000);
  opened.on('pageerror', (error) => complaints.push(error.message));
  opened.on('console', (message) => {
    // Being asked to sign in begins with a 401.
    if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text());
  });
  await opened.goto(`${service.address}/identity`);
  await opened.getByLabel('Name').fill(name);
  await opened.getByLabel('Password').fill(password);
  await opened.getByRole('button', { name: 'Sign in' }).click();
  await opened.getByRole('heading', { level: 1, name: 'Identity' }).waitFor();
  return opened;
}

beforeAll(async () => {
  web = await mkdtemp(join(tmpdir(), 'throughline-web-'));
  const configFile = fileURLToPath(new URL('../web/vite.config.ts', import.meta.url));
  await build({ configFile, logLevel: 'error', build: { outDir: web, emptyOutDir: true } });
  service = await startTestConsole({ web });
  await service.take(mistaken(Date.now()));
  await service.resolve(crowd(Date.now()));
  await service.match();
  browser = await launch();
  page = await signIn(admin.user, admin.password);
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
  await rm(web, { recursive: true, force: true });
});

/** axe in both themes; dialogs keep the button of the theme out of reach. */
async function accessible(shown: Page = page): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await shown.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
    await expectAccessible(shown);
  }
}

async function customerOf(identifier: string): Promise<string> {
  const value = identifier.slice(identifier.indexOf(':') + 1);
  const answer = await service.call(`/api/v1/customers?q=${encodeURIComponent(value)}`);
  const { items } = customerPage.parse(await answer.json());
  return items.find(({ identifiers }) => identifiers.includes(identifier))?.id ?? '';
}

const why = async (id: string) => {
  await page.goto(`${service.address}/customers/${id}?view=why`);
  await page.getByRole('heading', { name: 'Why one person' }).waitFor();
};
const dialog = (): Locator => page.getByRole('dialog');
const give = async (reason: string, confirm: string) => {
  await dialog().getByLabel('Reason').fill(reason);
  await dialog().getByRole('button', { name: confirm, exact: true }).click();
};
const close = async () => {
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
};

test('why two identifiers are one person: the sentence, the interaction, the bytes', async () => {
  const id = await customerOf(kern.mia);
  await page.goto(`${service.address}/customers/${id}`);
  await page.getByRole('list', { name: 'Timeline' }).getByText('Climbing shoes', { exact: true }).waitFor();
  await page.getByRole('tab', { name: 'Timeline' }).focus();
  await page.keyboard.press('ArrowRight');
  const evidence = page.getByRole('region', { name: 'Why one person' });
  await evidence.getByText('Seen together, and the channel proved both.').first().waitFor();
  await accessible();
  const tie = evidence.getByRole('listitem').filter({ hasText: 'max@kern.example' });
  await tie.getByRole('button', { name: 'interaction' }).click();
  await dialog().getByText('Climbing shoes').first().waitFor();
  await close();
  await tie.getByRole('button', { name: 'raw delivery' }).click();
  await dialog().getByText('Unchanged since it was received').waitFor();
  await accessible();
  await close();
});

test('a cut shows in numbers what will move, asks why, and is undone', async () => {
  const id = await customerOf(kern.mia);
  await why(id);
  await page.getByRole('button', { name: /^Cut .*max@kern\.example/ }).click();
  await dialog()
    .getByText('2 interactions go to another customer, with 1 identifier or conversation.')
    .waitFor();
  const results = dialog().getByRole('list', { name: 'Customers that result' }).getByRole('listitem');
  expect(await results.count()).toBe(2);
  await accessible();
  await picture('identity');
  await dialog().getByRole('button', { name: 'Cut', exact: true }).click();
  expect(
    await dialog()
      .getByLabel('Reason')
      .evaluate((field) => field.matches(':invalid')),
  ).toBe(true);
  await give('They are a couple', 'Cut');
  await dialog().getByText('Done: 1 identifier or conversation moved.').waitFor();
  await dialog().getByRole('link', { name: 'Max Kern' }).waitFor();
  await accessible();
  expect(await customerOf(kern.max)).not.toBe(id);
  await dialog().getByRole('button', { name: 'Undo' }).click();
  await dialog().getByText('2 interactions go to another customer').waitFor();
  await give('It was right before', 'Undo');
  await dialog().getByText('Done:').waitFor();
  await dialog().getByRole('button', { name: 'Close', exact: true }).last().click();
  expect(await customerOf(kern.max)).toBe(id);

  await page.getByRole('tab', { name: 'Orders' }).click();
  const orders = page.getByRole('list', { name: 'Orders' }).getByRole('listitem');
  await orders.filter({ hasText: 'They are a couple' }).getByText('Undone').waitFor();
  await orders.filter({ hasText: 'Took an order back' }).getByRole('button', { name: 'Undo' }).waitFor();
  await accessible();
});

test('by keyboard: a number that was recycled, and somebody to link with', async () => {
  await why(await customerOf('phone:+4915187654321'));
  await page.getByRole('button', { name: 'What to do with +4915187654321' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Mark as shared' }).waitFor();
  await accessible();
  await page.keyboard.type('Rec');
  await page.keyboard.press('Enter');
  const since = new Date(Date.now() - 10 * 24 * 60 * 60 * 1000).toISOString().slice(0, 16);
  await dialog().getByLabel('Somebody else’s since').fill(since);
  await dialog().getByText('1 interaction goes to another customer').waitFor();
  await accessible();
  await close();

  await page.getByRole('button', { name: 'Link with somebody…', exact: true }).click();
  await dialog().getByLabel('Find a customer').fill('nora berg');
  await accessible();
  await dialog()
    .getByRole('button', { name: /Nora Berg/ })
    .click();
  await dialog().getByText('Takes the other over').waitFor();
  expect(
    await dialog()
      .getByText(/interactions? goe?s? to another customer/)
      .count(),
  ).toBe(1);
  await close();
});

test('who it was, as known on a date', async () => {
  await page.goto(`${service.address}/customers/${await customerOf(kern.mia)}?view=as-known`);
  const then = page.getByRole('list', { name: 'Identifiers known then' });
  await then.getByText('max@kern.example').waitFor();
  await accessible();
  await page.getByLabel('Date and time').fill('2020-05-01T12:00');
  await page.getByText('Nobody was known by this id then').waitFor();
  await accessible();
});

/** For the documentation. */
async function picture(name: string): Promise<void> {
  if (process.env['UPDATE_SCREENSHOTS'] !== '1') return;
  await page.mouse.move(0, 0);
  const path = fileURLToPath(new URL(`../../../docs/images/${name}.png`, import.meta.url));
  await page.screenshot({ path, animations: 'disabled' });
}

const tab = async (name: string) => {
  await page.goto(`${service.address}/identity`);
  await page.getByRole('tab', { name }).click();
};

test('a conflict is decided with its evidence side by side', async () => {
  await tab('Conflicts');
  const conflict = page.getByRole('list', { name: 'Conflicts' }).getByRole('listitem').first();
  await conflict.getByText('Not linked: two proved customers are never merged').waitFor();
  await conflict.getByRole('cell', { name: 'Berg', exact: true }).waitFor();
  await accessible();
  await conflict.getByRole('button', { name: /^Two people/ }).click();
  await dialog().getByText('Nothing moves from one customer to another.').waitFor();
  await accessible();
  await give('Nora is his sister', 'Never link');
  await dialog().getByText('Done: nobody moved.').waitFor();
  await close();
  await page.getByText('Nothing to decide').waitFor();
  await accessible();
});

test('suggestions are gone through by keyboard, and what was linked is undone', async () => {
  await tab('Suggestions');
  await page.getByText('1 of 20 shown').waitFor();
  await page.getByRole('list', { name: 'What was compared' }).getByText('for one person').first().waitFor();
  await accessible();
  const heading = page.getByRole('heading', { level: 2 });
  const first = await heading.textContent();
  await page.keyboard.press('j');
  await page.getByText('2 of 20 shown').waitFor();
  await page.keyboard.press('k');
  await page.getByText('1 of 20 shown').waitFor();
  // Typing a reason decides nothing.
  await page.getByLabel('Reason').fill('jkln: all the same');
  await page.getByRole('tab', { name: 'Suggestions' }).focus();
  await page.keyboard.press('l');
  await page.getByText('Linked.').waitFor();
  expect(await heading.textContent()).not.toBe(first);
  await accessible();
  await page.keyboard.press('n');
  await page.getByText('Two people.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await give('Looked again', 'Undo');
  await dialog().getByText('Done:').waitFor();
  await close();
});

test('rules are previewed with examples and applied to everybody', async () => {
  await tab('Rules');
  await page.getByLabel('At most of E-mail').fill('1');
  await accessible();
  await page.getByRole('button', { name: 'Preview' }).click();
  const foreseen = page.getByRole('region', { name: 'What would change' });
  await foreseen.getByRole('list', { name: 'Examples' }).getByText('max@kern.example').waitFor();
  await accessible();
  await page.getByLabel('Reason').fill('One address each');
  await page.getByRole('button', { name: 'Apply to all customers' }).click();
  const last = page.getByRole('region', { name: 'Rules ordered last' });
  await last.getByText('These rules hold everywhere').waitFor({ timeout: 30_000 });
  await accessible();
  expect(await customerOf(kern.max)).not.toBe(await customerOf(kern.mia));
  expect(await page.getByLabel('At most of E-mail').inputValue()).toBe('1');
});

test('a viewer reads and is offered nothing that they may not do', async () => {
  const password = 'a password of a viewer';
  const body = JSON.stringify({ name: 'Vera Blick', password, role: 'viewer' });
  expect((await service.call('/api/v1/users', { method: 'POST', body })).status).toBe(201);
  const viewer = await signIn('Vera Blick', password);
  await viewer.goto(`${service.address}/customers/${await customerOf(kern.mia)}?view=why`);
  const evidence = viewer.getByRole('region', { name: 'Why one person' });
  await evidence.getByRole('button', { name: 'interaction' }).first().waitFor();
  for (const name of [/^Cut/, /^Never link/, /^Link/, 'raw delivery', /^What to do/, /^Erase/])
    expect(await viewer.getByRole('button', { name }).count(), String(name)).toBe(0);
  await accessible(viewer);
  await viewer.goto(`${service.address}/identity?tab=rules`);
  await viewer.getByLabel('At most of E-mail').waitFor();
  expect(await viewer.getByLabel('At most of E-mail').isEnabled()).toBe(false);
  await viewer.context().close();
});

test('fits a narrow screen without scrolling sideways', async () => {
  await page.setViewportSize({ width: 375, height: 700 });
  const id = await customerOf(kern.mia);
  const paths = ['why', 'as-known', 'orders'].map((view) => `/customers/${id}?view=${view}`);
  for (const path of [
    ...paths,
    ...['conflicts', 'suggestions', 'rules', 'orders'].map((one) => `/identity?tab=${one}`),
  ]) {
    await page.goto(service.address + path);
    await page.waitForLoadState('networkidle');
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(overflow, path).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('a person is erased, and their page says so', async () => {
  const id = await customerOf(kern.mia);
  await why(id);
  await page.getByRole('button', { name: 'Erase this person…' }).click();
  await dialog().getByText('will be nobody’s.').waitFor();
  await accessible();
  await dialog().getByLabel('I know that this cannot be undone.').check();
  await give('Asked by letter of today', 'Erase for good');
  await page.getByText('This person was erased').waitFor();
  await accessible();
  await tab('Orders');
  await page.getByText('Erased a person').waitFor();
  await accessible();
});

test('nothing on the way was complained of', () => {
  expect(complaints).toEqual([]);
});
