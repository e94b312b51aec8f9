import { existsSync } from 'node:fs';
import axe, { type AxeResults } from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { expect } from 'vitest';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
];

/** The browser that CHROMIUM names, or one that is installed. */
function findChromium(environment: NodeJS.ProcessEnv = process.env): string {
  const found = environment['CHROMIUM'] || places.find((path) => existsSync(path));
  if (found === undefined)
    throw new Error(
      'The browser test needs Chromium: apt-get install -y chromium, or set CHROMIUM to its path.',
    );
  return found;
}

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** A time zone in which it is about midday, so that a few hours ago is today at whatever time the test runs. */
export function middayZone(now = new Date()): string {
  const ahead = 12 - now.getUTCHours();
  // The signs of these names are the other way round: Etc/GMT-3 is three hours ahead.
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Holds what the page shows now to WCAG 2.2 A and AA, as far as axe can tell. */
export async function expectAccessible(page: Page): Promise<void> {
  // Something that is fading in has another contrast than it will have; what pulses for ever is not waited for.
  await page.evaluate(
    `Promise.all(document.getAnimations()
      .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
      .map((one) => one.finished.catch(() => undefined)))`,
  );
  // The page's own policy forbids inline scripts, so axe comes in through the debugger.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify({ runOnly })})`);
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`),
  ).toEqual([]);
}
