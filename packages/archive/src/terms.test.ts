import { assert, oneof, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { phonePrefixOf, searchTermsOf } from './terms.ts';
import { readTyped } from './typed.ts';

test('an address is known whole, by its local part, its domain and their parts', () => {
  const { terms } = searchTermsOf([{ type: 'email', value: 'Anna.Schmidt+shop@mail.example.co.uk' }]);
  expect(terms).toEqual(
    expect.arrayContaining([
      'anna.schmidt+shop@mail.example.co.uk',
      'anna.schmidt+shop',
      'anna',
      'schmidt',
      'shop',
    ]),
  );
  expect(terms).toEqual(expect.arrayContaining(['mail.example.co.uk', 'example.co.uk', 'example']));
});

test.each(['+49 170 1234567', '0049170/1234567', '+49 (0)170 1234567', '0170-1234567', '4567'])(
  '%s is the end of +491701234567',
  (typed) => {
    const [stored] = searchTermsOf([{ type: 'phone', value: '+491701234567' }]).phones;
    expect(stored?.startsWith(phonePrefixOf(typed) ?? 'none')).toBe(true);
  },
);

test.each(['123', 'order 1234567', '1234567890123456', '', '+', '12:34'])(
  '%j is no phone number',
  (typed) => {
    expect(phonePrefixOf(typed)).toBeUndefined();
  },
);

test('words, phrases, exclusions, beginnings and numbers are told apart', () => {
  expect(readTyped('refund "late parcel" -shop inv* +49 170 1234567')).toEqual([
    { kind: 'word', text: 'refund', excluded: false },
    { kind: 'phrase', text: 'late parcel', excluded: false },
    { kind: 'word', text: 'shop', excluded: true },
    { kind: 'beginning', text: 'inv', excluded: false },
    { kind: 'phone', text: '+49 170 1234567', prefix: '765432107194', words: ['49', '170', '1234567'] },
  ]);
});

test('nothing that can be typed is an error, and what is read is bounded', () => {
  assert(
    property(oneof(string({ unit: 'binary', maxLength: 600 }), string({ maxLength: 600 })), (typed) => {
      const read = readTyped(typed);
      expect(read.length).toBeLessThanOrEqual(24);
      for (const { text } of read) expect(text.isWellFormed()).toBe(true);
    }),
  );
});
