import { expect, test } from 'vitest';
import { parseJson } from './json.ts';

test('an id that a double cannot hold keeps its digits', () => {
  const body = Buffer.from(
    '{"id": 706405506930370084, "list": [9007199254740993], "small": 12, "price": 1.5}',
  );
  expect(parseJson(body)).toEqual({
    id: '706405506930370084',
    list: ['9007199254740993'],
    small: 12,
    price: 1.5,
  });
});

test('a byte order mark is no part of the JSON', () => {
  expect(parseJson(Buffer.from('\ufeff{"a":1}'))).toEqual({ a: 1 });
});

test('what is no JSON, or too deep, is refused with a code', () => {
  expect(() => parseJson(Buffer.from('{"a":'))).toThrow(
    expect.objectContaining({ code: 'platforms.body-unreadable' }),
  );
  expect(() => parseJson(Buffer.from('['.repeat(10_000)))).toThrow(
    expect.objectContaining({ code: 'platforms.too-deep' }),
  );
  const braces = Buffer.from(JSON.stringify({ text: '[[[['.repeat(100) }));
  expect(parseJson(braces)).toEqual({ text: '[[[['.repeat(100) });
});
