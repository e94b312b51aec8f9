import type { PersonFields } from '@throughline/matching';
import type { Profile } from '../model.ts';

type Compared = Exclude<keyof PersonFields, 'emailLocal'>;

/** Names that platforms and customers' own forms give to what is compared, in lower case without punctuation; the first wins. */
const namesOf: Readonly<Record<Compared, ReadonlyArray<string>>> = {
  firstName: ['firstname', 'givenname', 'forename', 'fname'],
  lastName: ['lastname', 'familyname', 'surname', 'lname'],
  otherNames: ['middlename', 'othernames'],
  fullName: ['name', 'fullname'],
  birthDate: ['birthdate', 'dateofbirth', 'birthday', 'dob'],
  street: ['street', 'streetaddress', 'addressline1', 'address1', 'address'],
  houseNumber: ['housenumber', 'streetnumber'],
  premises: ['addressline2', 'address2'],
  suburb: ['suburb', 'city', 'town'],
  postcode: ['postcode', 'postalcode', 'zipcode', 'zip', 'addresszip'],
  state: ['state', 'province'],
  phone: ['phone', 'phonenumber', 'mobile', 'mobilephone'],
  email: ['email', 'emailaddress'],
  nationalId: ['nationalid', 'socialsecuritynumber', 'ssn'],
};

/** All of those names. */
export const comparedTraits: ReadonlySet<string> = new Set(Object.values(namesOf).flat());

/** `first_name`, `firstName` and `FIRSTNAME` are one. */
const plainName = (trait: string): string => trait.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** The values that are compared, by plain name. */
function comparedValues(traits: Profile): Map<string, string> {
  const values = new Map<string, string>();
  for (const [name, { value }] of Object.entries(traits)) {
    const plain = plainName(name);
    if (comparedTraits.has(plain) && !values.has(plain)) values.set(plain, value);
  }
  return values;
}

/** Whether a profile says anything that is compared. */
export const tellsSomething = (traits: Profile): boolean =>
  Object.keys(traits).some((name) => comparedTraits.has(plainName(name)));

export function sameCompared(a: Profile, b: Profile): boolean {
  const [left, right] = [comparedValues(a), comparedValues(b)];
  return left.size === right.size && [...left].every(([name, value]) => right.get(name) === value);
}

export interface Reach {
  /** An address and a number of the customer's own, values without type; null for none. */
  readonly email: string | null;
  readonly phone: string | null;
}

const LONGEST = 200;

/** A handle, an address or a number in place of a name names nobody. */
const isName = (text: string) => /\p{L}/u.test(text) && !text.includes('@');

/**
 * What of a customer is compared with others. An identifier goes before a trait of the same meaning. Nothing where the profile
 * says nothing that is compared: an address alone is never enough to suggest anybody, and equal ones are linked anyway.
 */
export function fieldsOf(traits: Profile, reach: Reach): PersonFields {
  const values = comparedValues(traits);
  const fields: Partial<Record<Compared, string>> = {};
  for (const [field, names] of Object.entries(namesOf)) {
    const value = names.map((name) => values.get(name)).find((one) => one !== undefined);
    if (value !== undefined) fields[field as Compared] = value.slice(0, LONGEST);
  }
  for (const name of ['firstName', 'lastName', 'otherNames', 'fullName'] as const) {
    if (fields[name] !== undefined && !isName(fields[name])) delete fields[name];
  }
  if (fields.fullName !== undefined) {
    // The parts are surer, where both are known.
    if (fields.firstName !== undefined && fields.lastName !== undefined) delete fields.fullName;
    else if (fields.fullName.trim().includes(' ')) {
      delete fields.firstName;
      delete fields.lastName;
    }
  }
  splitStreet(fields);
  if (Object.keys(fields).every((field) => field === 'email' || field === 'phone')) return {};
  if (reach.email !== null) fields.email = reach.email;
  if (reach.phone !== null) fields.phone = reach.phone;
  return fields;
}

/** `12b High Street` and `Hauptstraße 12 b` carry the house number. What is no text (an object's JSON) says nothing. */
function splitStreet(fields: Partial<Record<Compared, string>>): void {
  const { street } = fields;
  if (street === undefined) return;
  if (/^\s*[[{]/.test(street)) delete fields.street;
  const before = /^\s*(\d+\s?[a-z]?)[\s,]+(\D.*)$/i.exec(street);
  const after = /^(.*\D)[\s,]+(\d+\s?[a-z]?)\s*$/i.exec(street);
  const [name, number] = before ? [before[2], before[1]] : [after?.[1], after?.[2]];
  if (fields.houseNumber !== undefined || name === undefined || number === undefined) return;
  fields.street = name.trim();
  fields.houseNumber = number.replaceAll(/\s/g, '');
}
