import { platforms } from '@throughline/platforms';
import { expect, test } from 'vitest';
import { deliveries, EVERY_KIND } from './deliveries.ts';
import { signedRequest } from './send.ts';

const options = { seed: 7, count: 300, people: 20, start: new Date('2026-11-01T00:00:00Z'), mix: EVERY_KIND };

test('the same seed gives the same deliveries', () => {
  expect([...deliveries(options)]).toEqual([...deliveries(options)]);
  expect([...deliveries(options)]).not.toEqual([...deliveries({ ...options, seed: 8 })]);
});

test('each is what its platform takes and reads', async () => {
  const now = new Date('2026-11-02T00:00:00Z');
  const sources = Object.fromEntries(
    platforms
      .all()
      .map(({ manifest, generateSettings }) => [
        manifest.id,
        { url: `https://edge.example.com/webhooks/${manifest.id}/src_1`, settings: generateSettings() },
      ]),
  );
  const seen = new Set<string>();
  for (const delivery of deliveries(options)) {
    seen.add(delivery.platform);
    const request = signedRequest(delivery, sources, now);
    const settings = sources[delivery.platform]?.settings;
    const { source } = platforms.get(delivery.platform);
    expect(await source.verify(request, settings, now)).toMatchObject({ ok: true });
  }
  expect([...seen].sort()).toEqual(['8x8', 'mailgun', 'shopify', 'slack', 'twilio', 'web', 'zendesk']);
});
