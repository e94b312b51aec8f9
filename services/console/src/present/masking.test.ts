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

const everyState = [{ in: 'body', pointer: '/value/*/clientState' }] as const;

test('a star stands for every member of an array', () => {
  const body = { value: [{ clientState: 's3cret', id: 1 }, { id: 2 }, null, { clientState: 'other' }] };
  const { text, places } = maskBody(JSON.stringify(body), 'application/json', everyState);
  expect(JSON.parse(text)).toEqual({
    value: [{ clientState: MASK, id: 1 }, { id: 2 }, null, { clientState: MASK }],
  });
  expect(places).toEqual(['/value/*/clientState']);
});

test('a star at the end masks the members themselves, stars nest, and an object may have a key of that name', () => {
  const masked = (pointer: string, body: unknown): unknown =>
    JSON.parse(maskBody(JSON.stringify(body), 'application/json', [{ in: 'body', pointer }]).text);
  expect(masked('/keys/*', { keys: ['a', 'b'] })).toEqual({ keys: [MASK, MASK] });
  expect(masked('/a/*/b/*/c', { a: [{ b: [{ c: 1 }, { c: 2 }] }] })).toEqual({
    a: [{ b: [{ c: MASK }, { c: MASK }] }],
  });
  expect(masked('/a/*', { a: { '*': 's3cret', b: 'kept' } })).toEqual({ a: { '*': MASK, b: 'kept' } });
});

test('a star where there is no array, or an empty one, masks nothing and changes nothing', () => {
  for (const text of ['{ "value": [] }', '{ "value": "x" }', '{ "other": [{"clientState":"x"}] }', 'null'])
    expect(maskBody(text, 'application/json', everyState)).toEqual({ text, places: [] });
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
