import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import type { HttpRequest } from '../../contract.ts';
import { platforms } from '../../registry.ts';
import { bodyOf, fixturesOf, NOW, requestOf } from '../../testing.ts';
import { generateSettings, settings as schema, type Settings } from './settings.ts';
import { sign, verify } from './verify.ts';

const generic = platforms.get('generic');

const request: HttpRequest = {
  method: 'POST',
  url: 'https://edge.example.com/webhooks/generic/src_test',
  headers: { 'content-type': 'application/json' },
  body: Buffer.from('{"id": 1}'),
};

const byScheme = (values: object): Settings => schema.parse({ account: 'shop', ...values });

describe('Standard Webhooks', () => {
  test('the vector of the reference libraries', () => {
    const settings = byScheme({ secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' });
    const signed: HttpRequest = {
      ...request,
      body: Buffer.from('{"test": 2432232314}'),
      headers: {
        'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        'webhook-timestamp': '1614265330',
        'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
      },
    };
    const then = new Date(1_614_265_330_000);
    expect(verify(signed, settings, then)).toEqual({ ok: true, method: 'standard-webhooks' });
    const svix = Object.fromEntries(
      Object.entries(signed.headers).map(([name, value]) => [name.replace('webhook', 'svix'), value]),
    );
    expect(verify({ ...signed, headers: svix }, settings, then)).toMatchObject({ ok: true });
    expect(verify(signed, settings, new Date(then.getTime() + 301_000))).toMatchObject({ ok: false });
  });

  test('the reference library signs what we take, and takes what we sign', () => {
    const settings = generateSettings();
    const library = new Webhook(settings.secret ?? '');
    const now = new Date();
    for (const fixture of fixturesOf('generic').values()) {
      const body = bodyOf(fixture);
      const text = Buffer.from(body).toString('utf8');
      const signed = sign(requestOf(generic, fixture), settings, now);
      const headers = signed.headers as Record<string, string>;
      expect(() => library.verify(text, headers, { jsonParse: false })).not.toThrow();
      const theirs = library.sign('msg_1', now, text);
      const given = {
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': `v1,AAAA v1a,BBBB ${theirs}`,
      };
      expect(verify({ ...request, body, headers: given }, settings, now)).toMatchObject({ ok: true });
    }
  });

  test('a retry has the same delivery id; one without any has that of its bytes', () => {
    const settings = generateSettings();
    const { describe } = generic.source;
    const first = sign({ ...request, headers: { 'webhook-id': 'msg_7' } }, settings, NOW);
    const later = sign(
      { ...request, headers: { 'webhook-id': 'msg_7' } },
      settings,
      new Date(NOW.getTime() + 60_000),
    );
    expect(describe(first, settings).deliveryId).toBe('msg_7');
    expect(describe(later, settings).deliveryId).toBe('msg_7');
    expect(describe(request, settings).deliveryId).toMatch(/^[0-9a-f]{64}$/);
  });
});

const SCHEMES: ReadonlyArray<readonly [string, object]> = [
  [
    'HMAC of the body, hex',
    { scheme: 'hmac', signatureHeader: 'x-hub-signature-256', signaturePrefix: 'sha256=' },
  ],
  [
    'HMAC of the body, SHA-1 in base64',
    { scheme: 'hmac', signatureAlgorithm: 'sha1', signatureEncoding: 'base64' },
  ],
  [
    'HMAC of time and body',
    {
      scheme: 'hmac',
      signedContent: 'v0:{timestamp}:{body}',
      timestampHeader: 'x-timestamp',
      signaturePrefix: 'v0=',
    },
  ],
  ['a secret header', { scheme: 'header', secretHeader: 'x-api-key' }],
  ['bearer', { scheme: 'bearer' }],
  ['HTTP Basic', { scheme: 'basic', username: 'hook', password: 'correct horse' }],
  ['the path', { scheme: 'path', pathSecret: 'a-path-secret-of-32-characters-x' }],
];

describe.each(SCHEMES)('%s', (_, values) => {
  const settings = byScheme({ secret: 'first-secret', ...values });
  const other = byScheme({
    secret: 'other-secret',
    ...values,
    ...('password' in values ? { password: 'wrong horse' } : {}),
    ...('pathSecret' in values ? { pathSecret: 'another-secret-of-32-characters-' } : {}),
  });
  const signed = sign(request, settings, NOW);

  test('takes what is proven, and refuses anything else', () => {
    expect(verify(signed, settings, NOW)).toEqual({ ok: true, method: settings.scheme });
    expect(verify(request, settings, NOW)).toMatchObject({ ok: false });
    expect(verify(signed, other, NOW)).toMatchObject({ ok: false });
    expect(verify(sign(request, other, NOW), settings, NOW)).toMatchObject({ ok: false });
    for (const [name, value] of Object.entries(signed.headers)) {
      if (request.headers[name] === value) continue;
      for (const wrong of ['', 'x', `${String(value)}0`, String(value).slice(0, -1)])
        expect(
          verify({ ...signed, headers: { ...signed.headers, [name]: wrong } }, settings, NOW),
        ).toMatchObject({
          ok: false,
        });
    }
  });

  test('what covers the body refuses another body, what covers the time another time', () => {
    if (settings.scheme !== 'hmac') return;
    expect(verify({ ...signed, body: Buffer.from('{"id": 2}') }, settings, NOW)).toMatchObject({ ok: false });
    if (settings.timestampHeader === undefined) return;
    expect(verify(signed, settings, new Date(NOW.getTime() + 299_000))).toMatchObject({ ok: true });
    expect(verify(signed, settings, new Date(NOW.getTime() + 301_000))).toMatchObject({ ok: false });
  });
});

test('GitHub’s published vector is a plain HMAC with a prefix', () => {
  // docs.github.com, Validating webhook deliveries, “Testing the webhook payload validation”.
  const settings = byScheme({
    scheme: 'hmac',
    secret: "It's a Secret to Everybody",
    signatureHeader: 'x-hub-signature-256',
    signaturePrefix: 'sha256=',
  });
  const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
  const body = Buffer.from('Hello, World!');
  const signed = { ...request, body, headers: { 'x-hub-signature-256': signature } };
  expect(verify(signed, settings, NOW)).toMatchObject({ ok: true });
});
