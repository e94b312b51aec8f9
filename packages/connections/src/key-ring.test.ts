import { expect, test } from 'vitest';
import { z } from 'zod';
import { connectionsConfig, generateKey, parseKeyRing } from './key-ring.ts';

const coded = (code: string) => expect.objectContaining({ code });

test('what is sealed opens again, by any key of the ring and only in its own row', () => {
  const [first, second] = [generateKey('2026-01'), generateKey('2026-02')];
  const sealed = parseKeyRing(first).seal('src_1', { authToken: 'hush' });
  expect(sealed.bytes.toString('latin1')).not.toContain('hush');
  const both = parseKeyRing(`${second}, ${first}`);
  expect(both.open('src_1', sealed)).toEqual({ authToken: 'hush' });
  expect(both.currentKeyId).toBe('2026-02');
  expect(() => both.open('src_2', sealed)).toThrow(coded('connections.undecipherable'));
  expect(() => parseKeyRing(second).open('src_1', sealed)).toThrow(coded('connections.key-unknown'));
  expect(() => parseKeyRing(generateKey('2026-01')).open('src_1', sealed)).toThrow(
    coded('connections.undecipherable'),
  );
});

test('no byte of a ciphertext can be changed or left out', () => {
  const keys = parseKeyRing(generateKey('k'));
  const { keyId, bytes } = keys.seal('src_1', { a: 1 });
  for (let index = 0; index < bytes.length; index += 1) {
    const altered = Buffer.from(bytes);
    altered[index] = (altered[index] ?? 0) ^ 1;
    expect(() => keys.open('src_1', { keyId, bytes: altered })).toThrow(coded('connections.undecipherable'));
    const short = bytes.subarray(0, index);
    expect(() => keys.open('src_1', { keyId, bytes: short })).toThrow(coded('connections.undecipherable'));
  }
});

test.each(['', 'k', 'k:', 'k:c2hvcnQ=', ':' + 'A'.repeat(44), `${generateKey('k')},${generateKey('k')}`])(
  'the key ring %j is refused',
  (text) => {
    expect(() => parseKeyRing(text)).toThrow(coded('connections.keys-invalid'));
    expect(z.object(connectionsConfig).safeParse({ CONNECTIONS_KEYS: text }).success).toBe(false);
  },
);
