import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MASK, maskBody } from './masking.ts';

const token = [{ in: 'body', pointer: '/token' }] as const;

test('a secret in JSON is masked, the rest stays', () => {
  const { text, places } = maskBody('{"token":"s3cret","event":{"token":"kept"}}', 'application/json', token);
  expect(JSON.parse(text)).toEqual({ token: MASK, event: { token: 'kept' } });
  expect(places).toEqual(['/token']);
});

test('each event of a batch is masked', () => {
  const { text } = maskBody('[{"token":"one"},{"token":"two"}]', 'application/json', token);
  expect(text).not.toMatch(/one|two/);
});

test('a form field is masked however it is encoded', () => {
  const form = 'a=1&t%6Fken=s3cret&token=again';
  const { text } = maskBody(form, 'application/x-www-form-urlencoded; charset=utf-8', token);
  expect(text).not.toMatch(/s3cret|again/);
  expect(text).toContain('a=1');
});

test('nothing to mask leaves the text as it came, white space and all', () => {
  const text = '{ "a" :  1 }\n';
  expect(maskBody(text, 'application/json', token).text).toBe(text);
});

test('pointers follow RFC 6901', () => {
  const place = [{ in: 'body', pointer: '/a~1b/c~0d' }] as const;
  const { text } = maskBody('{"a/b":{"c~d":"s3cret"}}', 'application/json', place);
  expect(text).not.toContain('s3cret');
});

test('any text is taken without a throw', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.constantFrom('application/json', 'application/x-www-form-urlencoded', ''),
      (text, type) => {
        expect(typeof maskBody(text, type, token).text).toBe('string');
      },
    ),
  );
});

test('a secret never survives in JSON, wherever the document has it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (document) => {
      const body = JSON.stringify({ ...document, token: 'a-secret-that-is-long' });
      expect(maskBody(body, 'application/json', token).text).not.toContain('a-secret-that-is-long');
    }),
  );
});
