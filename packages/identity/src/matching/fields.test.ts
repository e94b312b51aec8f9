import { describe, expect, test } from 'vitest';
import type { Profile } from '../model.ts';
import { fieldsOf, sameCompared, tellsSomething } from './fields.ts';
import type { Reach } from './fields.ts';

const said = (traits: Readonly<Record<string, string>>): Profile =>
  Object.fromEntries(
    Object.entries(traits).map(([name, value]) => [
      name,
      { value, source: 'claimed', platform: 'test', interactionId: 'i', observedAt: 1 },
    ]),
  );
const noReach: Reach = { email: null, phone: null };
const fields = (traits: Readonly<Record<string, string>>, reach = noReach) => fieldsOf(said(traits), reach);

describe('what of a customer is compared', () => {
  test('the names that platforms and forms give to it are one', () => {
    expect(fields({ firstName: 'Ann', lastName: 'Lee', postalCode: '1', city: 'Ulm' })).toEqual(
      fields({ FNAME: 'Ann', family_name: 'Lee', 'ADDRESS.zip': '1', town: 'Ulm' }),
    );
    expect(fields({ dateOfBirth: '1980-02-03', name: 'Ann' })).toEqual({
      birthDate: '1980-02-03',
      fullName: 'Ann',
    });
  });

  test('a full name stands in where a part is missing, and never beside both', () => {
    expect(fields({ name: 'Ann Lee', firstName: 'Annie' })).toEqual({ fullName: 'Ann Lee' });
    expect(fields({ name: 'A. Lee-Smith', firstName: 'Ann', lastName: 'Lee' })).toEqual({
      firstName: 'Ann',
      lastName: 'Lee',
    });
    expect(fields({ name: 'annie', firstName: 'Ann' })).toEqual({ firstName: 'Ann', fullName: 'annie' });
  });

  test('an address or a number in place of a name names nobody', () => {
    expect(fields({ name: 'ann@mail.example' })).toEqual({});
    expect(fields({ name: '+49151123', city: 'Ulm' })).toEqual({ suburb: 'Ulm' });
  });

  test('house numbers before and after the street are told from it; an object is no street', () => {
    expect(fields({ street: '12b High Street' })).toEqual({ street: 'High Street', houseNumber: '12b' });
    expect(fields({ address: 'Lange Straße 7 a' })).toEqual({ street: 'Lange Straße', houseNumber: '7a' });
    expect(fields({ street: 'Am Markt', city: 'Ulm' })).toEqual({ street: 'Am Markt', suburb: 'Ulm' });
    expect(fields({ address: '{"city":"Ulm"}' })).toEqual({});
  });

  test('own addresses and numbers go before traits, and alone say too little', () => {
    const reach = { email: 'ann@mail.example', phone: '+49151123' };
    expect(fields({ lastName: 'Lee', email: 'old@mail.example' }, reach)).toEqual({
      lastName: 'Lee',
      ...reach,
    });
    expect(fields({ plan: 'gold' }, reach)).toEqual({});
    expect(fields({ phone: '+49151123' }, reach)).toEqual({});
  });

  test('only what is compared counts as a change', () => {
    const before = said({ lastName: 'Lee', plan: 'gold' });
    expect(sameCompared(before, said({ last_name: 'Lee', city: 'Ulm' }))).toBe(false);
    expect(sameCompared(before, said({ last_name: 'Lee', plan: 'free' }))).toBe(true);
    expect(sameCompared(before, said({ lastName: 'Lea', plan: 'gold' }))).toBe(false);
    expect(tellsSomething(before)).toBe(true);
    expect(tellsSomething(said({ plan: 'gold' }))).toBe(false);
  });
});
