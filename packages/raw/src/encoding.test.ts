import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { decodeRaw, decodeRawHeaders, encodeRaw, LARGE_BODY_BYTES } from './encoding.ts';
import { digestOf, sealRecord, type RawRecord } from './record.ts';

vi.setConfig({ testTimeout: 20_000 });

const record = (over: Partial<RawRecord> = {}): RawRecord =>
  sealRecord({
    platform: 'twilio',
    sourceId: 'src_1',
    family: 'messaging',
    method: 'POST',
    url: 'https://edge.example/webhooks/twilio/src_1',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from('Body=Hello'),
    receivedAt: 1_790_000_000_000,
    deliveryId: 'SM1',
    key: '+15550100',
    verification: 'signature',
    ...over,
  });

const position = { topic: 'raw.messaging', partition: 3, offset: 42 };

test('a record comes back from Kafka as it was sealed', async () => {
  const text = fc.string({ unit: 'grapheme' });
  const records = fc.record({
    platform: text,
    url: text,
    key: text,
    deliveryId: text,
    headers: fc.dictionary(text, text),
    body: fc.uint8Array({ maxLength: 64 }),
  });
  await fc.assert(
    fc.asyncProperty(records, async (parts) => {
      const sealed = record({ ...parts, body: Buffer.from(parts.body) });
      const { key, value, headers } = encodeRaw(sealed);
      const wire = Object.fromEntries(
        Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)]),
      );
      const back = await decodeRaw({ ...position, key, value, headers: wire });
      expect(back).toEqual({ ...sealed, position });
      expect(digestOf(back)).toBe(sealed.digest);
    }),
  );
});

test('the digest is that of the documented preimage', () => {
  const sealed = record({ method: 'PUT', url: 'https://e/ü', headers: { b: '2', a: 'ä' } });
  const part = (bytes: string | Uint8Array) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(Buffer.from(bytes).length);
    return Buffer.concat([length, Buffer.from(bytes)]);
  };
  const preimage = [
    Buffer.from(sealed.salt, 'hex'),
    part('PUT'),
    part('https://e/ü'),
    part('a:ä\nb:2'),
    part(sealed.body),
  ];
  expect(sealed.digest).toBe(createHash('sha256').update(Buffer.concat(preimage)).digest('hex'));
  const salts = Array.from({ length: 1000 }, () => record().salt);
  expect(new Set(salts).size).toBe(1000);
  for (const salt of salts) expect(salt).toMatch(/^[0-9a-f]{32}$/);
});

test('a large body stays behind, is fetched by its digest and held to it', async () => {
  const sealed = record({ body: Buffer.alloc(LARGE_BODY_BYTES + 1, 'x') });
  const { key, value, headers } = encodeRaw(sealed);
  expect(value).toHaveLength(0);
  expect(headers['body-ref']).toBe(sealed.digest);
  const kafka = { ...position, key, value, headers };
  const bodies = (body: Buffer | undefined) => ({ put: async () => undefined, get: async () => body });
  await expect(decodeRaw(kafka, bodies(Buffer.from(sealed.body)))).resolves.toEqual({ ...sealed, position });
  await expect(decodeRaw(kafka, bodies(Buffer.from('other')))).rejects.toMatchObject({
    code: 'raw.body-altered',
  });
  await expect(decodeRaw(kafka, bodies(undefined))).rejects.toMatchObject({ code: 'raw.body-missing' });
  await expect(decodeRaw(kafka)).rejects.toMatchObject({ code: 'raw.body-missing' });
});

test('a body at the limit stays in the record', () => {
  const { value, headers } = encodeRaw(record({ body: Buffer.alloc(LARGE_BODY_BYTES) }));
  expect(value).toHaveLength(LARGE_BODY_BYTES);
  expect(headers['body-ref']).toBeUndefined();
});

test('what something else wrote to the topic is refused with a code', () => {
  const { key, value, headers } = encodeRaw(record());
  const decode = (over: Record<string, string | undefined>) => () =>
    decodeRawHeaders({ ...position, key, value, headers: { ...headers, ...over } });
  for (const name of Object.keys(headers)) {
    expect(decode({ [name]: undefined })).toThrow(expect.objectContaining({ code: 'raw.header-missing' }));
  }
  expect(decode({ 'received-at': 'yesterday' })).toThrow(
    expect.objectContaining({ code: 'raw.header-missing' }),
  );
  for (const http of ['{', '[]', 'null', '{"a":1}']) {
    expect(decode({ http })).toThrow(expect.objectContaining({ code: 'raw.headers-unreadable' }));
  }
});
