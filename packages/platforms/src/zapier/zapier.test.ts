import { expect, test } from 'vitest';
import { previewMapping } from '../generic/preview.ts';
import { platforms } from '../registry.ts';
import { fixturesOf, NOW, read, requestOf } from '../testing.ts';
import { generateSettings, settings as schema } from './source/settings.ts';

const zapier = platforms.get('zapier');

const [sample] = zapier.samples(NOW);

test('the secret stands in the URL or in a header, as the settings say', () => {
  if (sample === undefined) throw new Error('no sample');
  const { source, sign } = zapier;
  const byPath = generateSettings();
  const byHeader = schema.parse({ ...byPath, scheme: 'header' });
  const request = requestOf(zapier, sample);
  expect(source.verify(sign(request, byPath, NOW), byPath, NOW)).toEqual({ ok: true, method: 'path' });
  expect(source.verify(sign(request, byHeader, NOW), byHeader, NOW)).toEqual({ ok: true, method: 'header' });
  expect(source.verify(sign(request, byPath, NOW), byHeader, NOW)).toMatchObject({ ok: false });
  expect(source.verify(sign(request, byHeader, NOW), byPath, NOW)).toMatchObject({ ok: false });
  expect(schema.safeParse({ account: 'zapier', scheme: 'header' }).success).toBe(false);
});

test('flat fields are understood', async () => {
  const fixture = fixturesOf('zapier').get('flat-data');
  if (fixture === undefined) throw new Error('no fixture');
  expect(await read(zapier, fixture)).toMatchObject([
    {
      objectId: '5021',
      account: 'zapier',
      kind: 'message',
      direction: 'inbound',
      text: 'Is the blue one back in stock?',
      occurredAt: Date.parse('2026-11-02T08:30:00Z'),
      participants: [
        {
          role: 'customer',
          author: true,
          name: 'Ana Silva',
          identifiers: [{ type: 'email', value: 'ana.silva@example.net', verified: false }],
        },
      ],
    },
  ]);
});

test('the payload may come as a form', async () => {
  const form = zapier.samples(NOW).at(-1);
  if (form === undefined) throw new Error('no sample');
  expect(await read(zapier, form)).toMatchObject([{ kind: 'message', text: 'Are you open on Sunday?' }]);
});

test('a mapping of its own stands on top of the field names, one by one', () => {
  const settings = { mapping: { text: '{{ item.note }}' } };
  const body = JSON.stringify({ id: 'n-1', type: 'note', note: 'Prefers mornings.' });
  expect(previewMapping(settings, { body }, 'zapier').interactions).toMatchObject([
    { objectId: 'n-1', kind: 'note', text: 'Prefers mornings.', platform: 'zapier' },
  ]);
});
