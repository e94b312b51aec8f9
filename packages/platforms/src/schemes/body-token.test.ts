import { expect, test } from 'vitest';
import { jsonObjectOf, verifyBodyToken, withBodyToken } from './body-token.ts';

const request = (body: string) => ({
  method: 'POST',
  url: 'https://edge.example.com/webhooks/x/src_1',
  headers: {},
  body: Buffer.from(body),
});

test('the token at the top of the body has to match, and an empty secret matches nothing', () => {
  const given = request('{"token":"abc","data":{"token":"other"}}');
  expect(verifyBodyToken(given, 'token', 'abc')).toEqual({ ok: true });
  expect(verifyBodyToken(given, 'token', 'other')).toMatchObject({ ok: false });
  expect(verifyBodyToken(given, 'secret_key', 'abc')).toMatchObject({ ok: false });
  expect(verifyBodyToken(request('{"token":""}'), 'token', '')).toMatchObject({ ok: false });
  expect(verifyBodyToken(request('not json'), 'token', 'abc')).toMatchObject({ ok: false });
});

test('what is signed verifies, and what is no JSON stays as it is', () => {
  const signed = withBodyToken(request('{"token":"theirs","id":12345678901234567890}'), 'token', 'ours');
  expect(verifyBodyToken(signed, 'token', 'ours')).toEqual({ ok: true });
  expect(jsonObjectOf(signed.body)).toMatchObject({ id: '12345678901234567890' });
  const text = request('plain');
  expect(withBodyToken(text, 'token', 'ours')).toBe(text);
});
