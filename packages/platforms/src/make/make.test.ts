import { expect, test } from 'vitest';
import { platforms } from '../registry.ts';
import { fixturesOf, NOW, read, requestOf } from '../testing.ts';
import { generateSettings } from './source/settings.ts';

const make = platforms.get('make');

test('a list is read one by one, and what nobody knows is kept', async () => {
  const fixture = fixturesOf('make').get('raw-json');
  if (fixture === undefined) throw new Error('no fixture');
  expect(await read(make, fixture)).toMatchObject([
    {
      objectId: '88',
      kind: 'note',
      text: 'Prefers mornings.',
      participants: [{ identifiers: [{ type: 'phone', value: '+14155550132', verified: false }] }],
    },
    { objectId: '89', kind: 'other', event: 'never_heard_of' },
  ]);
});

test('the retry of a scenario that names its run is the same delivery', () => {
  const [sample] = make.samples(NOW);
  if (sample === undefined) throw new Error('no sample');
  const settings = generateSettings();
  const request = requestOf(make, sample);
  const named = { ...request, headers: { ...request.headers, 'idempotency-key': 'run-1' } };
  expect(make.source.describe(named, settings).deliveryId).toBe('run-1');
});
