import type { Source, SourceDirectory } from '@throughline/connections';
import { platforms, type Manifest } from '@throughline/platforms';
import * as fc from 'fast-check';
import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { keptHeadersOf, maskedUrl } from './masking.ts';
import { createPublicUrl } from './public-url.ts';
import { judge, refreshedIfStale } from './verification.ts';
import { keyInBody, keyInHead } from './write-key.ts';

const noKeySets = { lend: (settings: unknown) => settings, renew: async () => false };
const coded = (code: string) => expect.objectContaining({ code });
const base = platforms.get('twilio').manifest;
const secretive: Manifest = {
  ...base,
  secrets: [{ in: 'header', name: 'authorization' }, { in: 'query', name: 'token' }, { in: 'path' }],
  keptHeaders: ['authorization', 'x-event'],
  secretSettings: ['pathSecret'],
};
const settings = { pathSecret: 'open sesame', label: 'label' };

test('secrets are masked where the manifest says, and all else of the URL stays byte for byte', () => {
  const mask = (url: string) => maskedUrl(secretive, url, settings);
  expect(mask('https://e/webhooks/p/s/open%20sesame/label?a=%20&token=x&b&token=&%74oken=y')).toBe(
    'https://e/webhooks/p/s/***/label?a=%20&token=***&b&token=***&%74oken=***',
  );
  expect(maskedUrl(base, 'https://e/a?token=x%', settings)).toBe('https://e/a?token=x%');
  expect(
    keptHeadersOf(secretive, {
      authorization: 'Basic x',
      'x-event': ['a', 'b'],
      cookie: 'c',
      'content-type': 't',
    }),
  ).toEqual({
    authorization: '***',
    'x-event': 'a, b',
    'content-type': 't',
  });
});

test('masking never throws and never lets the secret through', () => {
  const masks = (url: string, rest: string) =>
    !maskedUrl(secretive, `https://e/${url}?${rest}&token=geheim42`, settings).includes('geheim42');
  fc.assert(fc.property(fc.string(), fc.string(), masks));
  expect(masks('https://e/%', '%')).toBe(true);
});

test('the public URL comes from a trusted proxy, else the configuration, else the Host header', () => {
  const of = (options: Parameters<typeof createPublicUrl>[0], headers: Record<string, string>) =>
    createPublicUrl(options)({ url: '/a?b=%20', headers } as unknown as IncomingMessage);
  const forwarded = {
    host: 'inside',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'a.example, b.example',
  };
  const publicUrl = 'https://in.example.com';
  expect(of({ trustProxy: true, publicUrl }, forwarded)).toBe('https://a.example/a?b=%20');
  expect(of({ trustProxy: true, publicUrl }, { host: 'inside' })).toBe('https://in.example.com/a?b=%20');
  expect(of({ trustProxy: true }, { host: 'h', 'x-forwarded-proto': 'https' })).toBe('https://h/a?b=%20');
  expect(of({ trustProxy: false, publicUrl }, forwarded)).toBe('https://in.example.com/a?b=%20');
  expect(of({ trustProxy: false }, forwarded)).toBe('http://inside/a?b=%20');
  expect(of({ trustProxy: false }, { host: 'user@evil/x?' })).toBe('http://localhost/a?b=%20');
  expect(of({ trustProxy: true }, { ...forwarded, 'x-forwarded-host': 'evil/x?' })).toBe(
    'http://inside/a?b=%20',
  );
});

const directory = (ageMs: number, refresh: () => Promise<void>): SourceDirectory => ({
  ageMs,
  refresh,
  loaded: true,
  load: async () => undefined,
  get: () => undefined,
  byWriteKey: () => undefined,
  close: async () => undefined,
});

test('a no from an old copy is asked again after a refresh, from a fresh copy it stands', async () => {
  let refreshed = 0;
  const refresh = async () => void (refreshed += 1);
  const ask = (ageMs: number, answers: boolean[]) =>
    refreshedIfStale(
      directory(ageMs, refresh),
      () => answers.shift() ?? false,
      (answer) => !answer,
    );
  expect(await ask(29_000, [false, true])).toBe(false);
  expect(refreshed).toBe(0);
  expect(await ask(31_000, [false, true])).toBe(true);
  expect(await ask(31_000, [false, false])).toBe(false);
  expect(refreshed).toBe(2);
  expect(await ask(31_000, [true])).toBe(true);
  expect(refreshed, 'a yes needs none').toBe(2);
});

test('a no that cannot be checked is no answer', async () => {
  const away = directory(31_000, () => Promise.reject(new Error('away')));
  await expect(
    refreshedIfStale(
      away,
      () => false,
      (answer) => !answer,
    ),
  ).rejects.toEqual(coded('edge.settings-stale'));
});

test('a platform that throws refuses; one that answers a handshake is answered with either secret', async () => {
  const platform = platforms.get('slack');
  const now = new Date();
  const source: Source = {
    id: 'src_1',
    platform: 'slack',
    name: 'Slack',
    settings: { signingSecret: 'new' },
    previousSettings: { settings: { signingSecret: 'old' }, validUntil: now.getTime() + 1000 },
    createdAt: 0,
    version: 2,
  };
  const body = Buffer.from('{"type":"url_verification","challenge":"abc","token":"t"}');
  const headers = { 'content-type': 'application/json' };
  const request = { method: 'POST', url: 'https://e/webhooks/slack/src_1', headers, body };
  const judged = (secret: string, at = now) =>
    judge(platform, source, platform.sign(request, { signingSecret: secret }, at), at, noKeySets);
  expect(await judged('new')).toMatchObject({ kind: 'handshake', reply: { status: 200 } });
  expect(await judged('old')).toMatchObject({ kind: 'handshake', reply: { status: 200 } });
  expect((await judged('other')).kind).not.toBe('proven');
  expect(await judged('old', new Date(now.getTime() + 2000))).not.toMatchObject({ reply: { status: 200 } });

  const broken = {
    ...platform,
    source: {
      ...platform.source,
      verify: () => {
        throw new Error('oh');
      },
    },
  };
  expect(await judge(broken, source, { ...request, body: Buffer.from('{}') }, now, noKeySets)).toMatchObject({
    kind: 'refused',
  });
});

test('a write key is found wherever it may stand, and hostile input is none', () => {
  const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
  expect(keyInHead(basic('key:'), '/v1/track')).toBe('key');
  expect(keyInHead({ authorization: 'bearer key' }, '/v1/track')).toBe('key');
  expect(keyInHead({}, '/v1/track?writeKey=k%20y')).toBe('k y');
  expect(keyInHead({}, '/v1/track')).toBeUndefined();
  expect(keyInBody(Buffer.from('{"event":"x", "writeKey" : "key"}'), 'text/plain')).toBe('key');
  expect(keyInBody(Buffer.from('a=b&writeKey=k%2By'), 'application/x-www-form-urlencoded')).toBe('k+y');
  const answers = (authorization: string, url: string, body: Uint8Array) =>
    [keyInHead({ authorization }, url), keyInBody(Buffer.from(body), url)].length === 2;
  fc.assert(fc.property(fc.string(), fc.string(), fc.uint8Array(), answers));
});
