import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockedReason, sharedByRule } from './blocked.ts';

test.each([
  ['email', 'noreply@shop.example'],
  ['email', 'no-reply+17@shop.example'],
  ['email', 'test@shop.example'],
  ['email', 'not an address'],
  ['phone', '+0000000000'],
  ['phone', '+15555555555'],
  ['phone', '12345'],
  ['user', 'undefined'],
  ['user', 'NULL'],
  ['user', '[object Object]'],
  ['cookie', '00000000-0000-0000-0000-000000000000'],
  ['zendesk-user', 'a\u0000b'],
  ['user', ' '],
])('%s %s names nobody', (type, value) => {
  expect(blockedReason(type, value)).toBeDefined();
});

test.each([
  ['email', 'alice@example.com'],
  ['email', 'testament@example.com'],
  ['phone', '+4915123456789'],
  ['user', '1'],
  ['slack', 'T1:U0'],
])('%s %s names somebody', (type, value) => {
  expect(blockedReason(type, value)).toBeUndefined();
});

test('a role address is many people’s, but not nobody’s', () => {
  expect(sharedByRule('email', 'Info@shop.example')).toBe(true);
  expect(blockedReason('email', 'info@shop.example')).toBeUndefined();
  expect(sharedByRule('email', 'infante@shop.example')).toBe(false);
});

test('an answer for any text, never a throw', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ unit: 'binary-ascii', maxLength: 30 }), (type, value) => {
      for (const each of [type, 'email', 'phone'])
        expect([undefined, 'text']).toContain(blockedReason(each, value) && 'text');
    }),
  );
});
