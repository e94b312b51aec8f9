import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalAddress, looksLikeAnother, mailboxOf, sameLooking } from './mailbox.ts';

describe('the mailbox of an address', () => {
  test.each([
    ['jane.doe+shop@googlemail.com', 'janedoe@gmail.com'],
    ['j.a.n.e@gmail.com', 'jane@gmail.com'],
    ['jane+a+b@outlook.com', 'jane@outlook.com'],
    ['jane-shop@yahoo.com', 'jane@yahoo.com'],
    ['jane+x@icloud.com', 'jane@icloud.com'],
  ])('%s reaches %s', (address, mailbox) => expect(mailboxOf(address)).toBe(mailbox));

  test.each(['jane@gmail.com', 'jane.doe@outlook.com', 'jane.doe+x@company.example', '+x@gmail.com', 'jane'])(
    '%s is one already, or nobody knows',
    (address) => expect(mailboxOf(address)).toBeUndefined(),
  );

  test('is its own mailbox, whatever the address', () => {
    const domain = fc.constantFrom('gmail.com', 'googlemail.com', 'outlook.com', 'yahoo.com', 'x.io');
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), domain, (local, host) => {
        const mailbox = mailboxOf(`${local.toLowerCase()}@${host}`);
        if (mailbox !== undefined) expect(mailboxOf(mailbox)).toBeUndefined();
      }),
    );
  });
});

describe('domains', () => {
  test('Punycode and Unicode are one, whatever the case; what is no domain stays as it came', () => {
    expect(canonicalAddress('A@XN--BCHER-KVA.de')).toBe('a@bücher.de');
    expect(canonicalAddress('A@Bücher.DE')).toBe('a@bücher.de');
    expect(canonicalAddress('a@xn--\u{fffd}')).toBe('a@xn--\u{fffd}');
  });

  test('that pass for another are told from those that only are in another script', () => {
    expect(looksLikeAnother('email:a@аррӏе.com')).toBe(true);
    expect(looksLikeAnother('email:a@bücher.de')).toBe(false);
    expect(looksLikeAnother('email:a@яндекс.рф')).toBe(false);
    expect(looksLikeAnother('email:a@apple.com')).toBe(false);
    expect(sameLooking('email:a@аррӏе.com', 'email:b@apple.com')).toBe(true);
    expect(sameLooking('email:a@apple.com', 'email:b@apple.com')).toBe(false);
    expect(sameLooking('phone:+491', 'email:b@apple.com')).toBe(false);
  });

  test('look alike both ways, and nothing throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 20 }),
        fc.string({ unit: 'binary', maxLength: 20 }),
        (a, b) => {
          const [one, other] = [`email:a@${canonicalAddress(a)}`, `email:a@${b}`];
          expect(sameLooking(one, other)).toBe(sameLooking(other, one));
          looksLikeAnother(other);
        },
      ),
    );
  });
});
