import { createKit } from '@throughline/service-kit';
import { expect, test } from 'vitest';
import { platforms, type Platform, type Verification } from '@throughline/platforms';
import type { Source } from '@throughline/connections';
import { createKeySets } from './key-sets.ts';
import { judge } from './verification.ts';

const wanted = { vendor: 'https://keys.example.com/jwks' };

function vendor() {
  const state = { keys: ['a'], away: false, asked: 0, now: 1_000_000 };
  const keySets = createKeySets({
    kit: createKit({ name: 'ingest-edge' }),
    now: () => state.now,
    http: async () => {
      state.asked += 1;
      if (state.away) throw new Error('connect ECONNREFUSED');
      const body = JSON.stringify({ keys: state.keys.map((kid) => ({ kty: 'RSA', kid })) });
      return { status: 200, headers: {}, body: Buffer.from(body) };
    },
  });
  return { state, keySets };
}

const lent = { secret: 's', keySets: { vendor: { keys: [{ kty: 'RSA', kid: 'a' }] } } };

test('a key set is asked for once, shared, and used on while the vendor is away', async () => {
  const { state, keySets } = vendor();
  expect(keySets.lend({ secret: 's' }, wanted)).toEqual({ secret: 's', keySets: {} });
  expect(await Promise.all([1, 2, 3].map(() => keySets.renew(wanted)))).toEqual([true, true, true]);
  expect(keySets.lend({ secret: 's' }, wanted)).toEqual(lent);
  expect(state.asked).toBe(1);
  state.away = true;
  state.now += 2 * 60 * 60 * 1000;
  expect(keySets.lend({ secret: 's' }, wanted)).toEqual(lent);
  expect(await keySets.renew(wanted)).toBe(true);
  expect(keySets.lend({ secret: 's' }, wanted)).toEqual(lent);
});

test('without any keys what needs them cannot be judged, and the vendor’s page is not hammered', async () => {
  const { state, keySets } = vendor();
  state.away = true;
  const away = expect.objectContaining({ code: 'edge.keys-away', retryable: true });
  await expect(keySets.renew(wanted)).rejects.toEqual(away);
  await expect(keySets.renew(wanted)).rejects.toEqual(away);
  expect(state.asked).toBe(1);
  state.away = false;
  state.now += 3_000;
  expect(await keySets.renew(wanted)).toBe(true);
});

test('what needs no key is taken while there is none', async () => {
  const { state, keySets } = vendor();
  state.away = true;
  const platform = platforms.get('twilio');
  const side = { ...platform.source, keySets: () => wanted, verify: (): Verification => ({ ok: true }) };
  const request = { method: 'POST', url: 'https://e/', headers: {}, body: Buffer.alloc(0) };
  const source = { settings: {} } as Source;
  const judgement = await judge({ ...platform, source: side }, source, request, new Date(), keySets);
  expect(judgement.kind).toBe('proven');
  expect(state.asked).toBe(0);
});

test('a new key is fetched when a delivery is signed by it, at most once a minute', async () => {
  const { state, keySets } = vendor();
  const platform = platforms.get('twilio');
  const signedBy = (kid: string): Platform => ({
    ...platform,
    source: {
      ...platform.source,
      keySets: () => wanted,
      verify: (_, settings): Verification =>
        JSON.stringify(settings).includes(`"kid":"${kid}"`)
          ? { ok: true }
          : { ok: false, reason: 'unknown key' },
    },
  });
  const source = { settings: {} } as Source;
  const request = { method: 'POST', url: 'https://e/', headers: {}, body: Buffer.alloc(0) };
  const judged = async (kid: string) =>
    (await judge(signedBy(kid), source, request, new Date(), keySets)).kind;
  expect(await judged('a')).toBe('proven');
  state.keys = ['a', 'b'];
  expect(await judged('b')).toBe('refused');
  state.now += 61_000;
  expect(await judged('b')).toBe('proven');
  expect(await judged('c')).toBe('refused');
  expect(await judged('c')).toBe('refused');
  expect(state.asked).toBe(2);
});
