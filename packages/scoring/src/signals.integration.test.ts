import { describe, expect, test } from 'vitest';
import { defaultRuleSet, loadRuleSet, saveRuleSet } from './index.ts';
import { clicks, NOON, NOW, openTestScoring } from './integration.ts';
import { resolvedInteraction } from './testing.ts';
import { DAY_MS } from './time.ts';

const { database, scoring, scores, raised, setTime } = await openTestScoring();

describe('signals', () => {
  test('silence is noticed once', async () => {
    await scoring().score(clicks(2));
    expect(await scoring().noticeSilence()).toMatchObject({ signals: 0 });
    setTime(NOON + 31 * DAY_MS);
    const outcomes = await Promise.all([scoring().noticeSilence(), scoring().noticeSilence()]);
    expect(outcomes.map(({ signals }) => signals).sort((a, b) => a - b)).toEqual([0, 1]);
    expect(await scoring().noticeSilence()).toMatchObject({ signals: 0 });
    expect(await raised()).toContain('low_engagement customer-a');
  });

  test('what happened long ago scores, and asks nobody to act', async () => {
    await scoring().score([
      resolvedInteraction({ interactionId: 'i1', event: 'cta_clicked', occurredAt: NOW - 100 * DAY_MS }),
    ]);
    expect(await scores().scoreOf('customer-a')).toMatchObject({ value: 30 });
    expect(await raised()).toEqual([]);
  });

  test('sentiment and matched questions are signals only where something tells of them', async () => {
    await scoring().score([
      resolvedInteraction({
        interactionId: 'i1',
        kind: 'message',
        event: 'received',
        properties: { sentiment: 'negative' },
      }),
      resolvedInteraction({ interactionId: 'i2', kind: 'message', event: 'received' }),
      resolvedInteraction({ interactionId: 'i3', event: 'question_asked', properties: { matched: 'true' } }),
    ]);
    expect((await raised()).sort()).toEqual(['negative_sentiment customer-a', 'question_matched customer-a']);
  });
});

test('hot leads are ranked by what they are worth now', async () => {
  const lead = (customer: string, daysAgo: number, count: number) =>
    clicks(count, { anchor: `email:${customer}@example.com`, customerId: customer }).map((click) => ({
      ...click,
      interaction: { ...click.interaction, occurredAt: NOON - daysAgo * DAY_MS },
    }));
  await scoring().score([...lead('long-ago', 60, 3), ...lead('lately', 0, 2)]);
  expect((await scores().hotLeads(5)).map(({ customerId }) => customerId)).toEqual(['lately', 'long-ago']);
  const [best] = await scores().hotLeads(1);
  expect(best?.valueNow).toBeLessThan(best?.value ?? 0);
});

test('the last rules saved are in force', async () => {
  expect(await loadRuleSet(database)).toEqual(defaultRuleSet);
  await saveRuleSet(database, { ...defaultRuleSet, halfLifeDays: 7 });
  expect(await loadRuleSet(database)).toMatchObject({ halfLifeDays: 7 });
  await expect(saveRuleSet(database, { rules: [{ rule: '', points: -1 }] })).rejects.toMatchObject({
    code: 'scoring.rules-invalid',
  });
});
