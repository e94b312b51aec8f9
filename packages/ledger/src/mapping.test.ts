import { expect, test } from 'vitest';
import { contactFields, contactHash, preferred } from './mapping.ts';

const profile = {
  customerId: 'c1',
  email: 'a@example.com',
  phone: null,
  traits: { firstName: ' Ada ', secret: 'x' },
  consents: { marketing: 'granted' },
};

test('only mapped fields with a value leave', () => {
  const mapping = [
    { from: 'email', to: 'email' },
    { from: 'phone', to: 'phone' },
    { from: 'traits.firstName', to: 'firstname' },
    { from: 'consent.marketing', to: 'may_mail' },
    { from: 'traits.__proto__', to: 'proto' },
    { from: 'nonsense', to: 'nonsense' },
  ];
  expect(contactFields(mapping, profile)).toEqual({
    email: 'a@example.com',
    firstname: 'Ada',
    may_mail: 'granted',
  });
});

test('a verified address is preferred, then the first by value', () => {
  const claimed = { identifier: 'email:a@example.com', verified: false };
  const verified = { identifier: 'email:z@example.com', verified: true };
  expect(preferred([claimed, verified], 'email')).toBe('z@example.com');
  expect(preferred([{ ...verified, verified: false }, claimed], 'email')).toBe('a@example.com');
  expect(preferred([claimed], 'phone')).toBeNull();
});

test('the hash does not depend on the order of the fields', () => {
  expect(contactHash({ a: '1', b: '2' }, null)).toBe(contactHash({ b: '2', a: '1' }, null));
  expect(contactHash({ a: '1' }, null)).not.toBe(contactHash({ a: '1' }, 'c2'));
});
