import type { ResolvedInteraction } from '@throughline/schemas';
import { describe, expect, test } from 'vitest';
import { NOON, openTestScoring } from './integration.ts';
import { resolvedInteraction } from './testing.ts';
import { DAY_MS } from './time.ts';

const { scoring, scores, announcedScores, raised } = await openTestScoring();

describe('interactions', () => {
  test('the same one a hundred times is one contribution, one version and one signal', async () => {
    const view = resolvedInteraction({ interactionId: 'i1' });
    const together = Array.from({ length: 50 }, () => view);
    await Promise.all([scoring().score(together), scoring().score(together.slice(0, 25))]);
    for (let n = 0; n < 25; n += 1) await scoring().score([view]);
    expect(await announcedScores()).toMatchObject([
      { customerId: 'customer-a', version: 1, value: 5, contributions: 1 },
    ]);
    expect(await raised()).toEqual(['new_view customer-a']);
    expect((await scores().explain('customer-a')).counted).toHaveLength(1);
  });

  test('each default rule gives its points, and records and messages give none', async () => {
    await scoring().score([
      resolvedInteraction({ interactionId: 'view' }),
      resolvedInteraction({
        interactionId: 'questions',
        event: 'question_asked',
        properties: { questions: '2' },
      }),
      resolvedInteraction({ interactionId: 'long', event: 'time_spent', durationSeconds: 301 }),
      resolvedInteraction({ interactionId: 'short', event: 'time_spent', durationSeconds: 300 }),
      resolvedInteraction({ interactionId: 'download', event: 'downloaded' }),
      resolvedInteraction({ interactionId: 'click', event: 'cta_clicked' }),
      resolvedInteraction({ interactionId: 'done', event: 'completed' }),
      resolvedInteraction({ interactionId: 'record', kind: 'record' }),
      resolvedInteraction({ interactionId: 'message', kind: 'message', event: 'received' }),
      resolvedInteraction({ interactionId: 'agent', event: 'cta_clicked' }, { author: false }),
    ]);
    expect(await scores().scoreOf('customer-a')).toMatchObject({
      version: 1,
      value: 90,
      contributions: 5,
      byRule: { cta: 30, download: 20, question: 20, time: 15, view: 5 },
    });
    expect(await raised()).toEqual(
      expect.arrayContaining([
        'new_view customer-a',
        'cta_clicked customer-a',
        'completed customer-a',
        'hot_lead customer-a',
      ]),
    );
  });

  test('whatever the order of revisions, the highest holds; a deletion takes its points back', async () => {
    const revision = (number: number, part: object) =>
      resolvedInteraction({ interactionId: 'i1', revision: number, event: 'downloaded', ...part });
    await scoring().score([revision(3, { event: 'cta_clicked' })]);
    await scoring().score([revision(1, {}), revision(2, {})]);
    expect(await scores().scoreOf('customer-a')).toMatchObject({ value: 30, version: 1 });
    await scoring().score([revision(3, { state: 'deleted' })]);
    expect(await scores().scoreOf('customer-a')).toMatchObject({
      value: 0,
      version: 2,
      lastContributionAt: null,
    });
    await scoring().score([revision(3, {}), revision(2, {})]);
    expect(await scores().scoreOf('customer-a')).toMatchObject({ value: 0, version: 2 });
  });

  test('a deletion that comes first is remembered', async () => {
    await scoring().score([resolvedInteraction({ interactionId: 'i1', revision: 9, state: 'deleted' })]);
    await scoring().score([resolvedInteraction({ interactionId: 'i1', revision: 1 })]);
    expect(await announcedScores()).toEqual([]);
  });

  test('any number of batches at once end where one after the other would', async () => {
    const customers = ['a', 'b', 'c', 'd'];
    const batches = Array.from({ length: 24 }, (_, batch): ResolvedInteraction[] =>
      Array.from({ length: 40 }, (_, n) => {
        const customer = customers[(batch + n) % 4];
        return resolvedInteraction(
          { interactionId: `i${batch}-${n % 20}`, event: 'downloaded', occurredAt: NOON - n * DAY_MS },
          { anchor: `email:${customer}@example.com`, customerId: `customer-${customer}` },
        );
      }),
    );
    await Promise.all(batches.map((batch) => scoring().score(batch)));
    for (const customer of customers) {
      const stored = await scores().scoreOf(`customer-${customer}`);
      expect(stored?.value).toBe((await scores().explain(`customer-${customer}`)).value);
      const versions = (await announcedScores()).filter(
        ({ customerId }) => customerId === `customer-${customer}`,
      );
      expect(versions.map(({ version }) => version)).toEqual(versions.map((_, index) => index + 1));
    }
  });
});
