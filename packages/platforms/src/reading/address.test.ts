import fc from 'fast-check';
import { addressParser } from 'postal-mime';
import { expect, test } from 'vitest';
import { parseAddresses } from './address.ts';
import { normalizeEmail } from './identifiers.ts';

test('mailboxes are read with and without names, and taken out of groups', () => {
  expect(parseAddresses('Ana Silva <Ana@Example.com>')).toEqual([
    { name: 'Ana Silva', address: 'ana@example.com' },
  ]);
  expect(parseAddresses('"Silva, Ana" <ana@example.com>, friends: ben@example.com;')).toEqual([
    { name: 'Silva, Ana', address: 'ana@example.com' },
    { name: null, address: 'ben@example.com' },
  ]);
  expect(parseAddresses('nobody')).toEqual([]);
  expect(parseAddresses(undefined)).toEqual([]);
});

test('the plain form is read as the grammar reads it', () => {
  const name = fc.string({ unit: fc.constantFrom(...'AnaSilva  b'.split('')), maxLength: 12 });
  const mailbox = fc
    .tuple(
      fc.string({ unit: fc.constantFrom(...'aZ9.+-_'.split('')), minLength: 1, maxLength: 8 }),
      fc.string({ unit: fc.constantFrom(...'aZ9.-'.split('')), minLength: 1, maxLength: 8 }),
    )
    .map((parts) => parts.join('@'));
  const header = fc
    .tuple(name, fc.constantFrom(' <', '<', '', ' ', ', '), mailbox, fc.constantFrom('>', '', ' ', ';'))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(header, (text) => {
      const expected = addressParser(text, { flatten: true }).flatMap((entry) => {
        const address = 'address' in entry && entry.address ? normalizeEmail(entry.address) : null;
        return address === null ? [] : [{ name: entry.name || null, address }];
      });
      expect(parseAddresses(text)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});
