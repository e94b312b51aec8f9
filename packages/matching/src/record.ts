import { digitsOf, foldDate, foldText } from './text.ts';

/** What a record of a person may say. */
export const fieldNames = [
  'firstName',
  'lastName',
  'otherNames',
  'birthDate',
  'street',
  'houseNumber',
  'premises',
  'suburb',
  'postcode',
  'state',
  'phone',
  'emailLocal',
  'nationalId',
] as const;
export type FieldName = (typeof fieldNames)[number];

/**
 * A person as a source tells of them, raw. An absent or empty field is no evidence either way. `fullName` stands in for a
 * missing first and last name; `email` for a missing `emailLocal`.
 */
export type PersonFields = Readonly<Partial<Record<FieldName | 'fullName' | 'email', string>>>;

export interface PersonRecord {
  readonly id: string;
  readonly fields: PersonFields;
}

/** Each field normalised, '' where missing. */
export type Values = Readonly<Record<FieldName, string>>;

/** `First Middle Last` or `Last, First Middle`. A single word is taken for a first name. */
function splitName(fullName: string): { firstName: string; otherNames: string; lastName: string } {
  const comma = fullName.indexOf(',');
  const ordered =
    comma < 0 ? fullName : `${fullName.slice(comma + 1).trim()} ${fullName.slice(0, comma).trim()}`;
  const words = foldText(ordered).split(' ');
  return {
    firstName: words[0] ?? '',
    otherNames: words.slice(1, -1).join(' '),
    lastName: words.length > 1 ? (words.at(-1) ?? '') : '',
  };
}

/** National significant digits, near enough to tell two numbers apart: without trunk zero or country code. */
const foldPhone = (text: string): string => digitsOf(text).slice(-9);

/** Mailboxes of a role are nobody's own. */
const roles = new Set(
  'info contact office mail email hello sales support help service admin accounts billing orders team hr noreply'.split(
    ' ',
  ),
);

/** The part before the `@`, without a `+tag`; a role's is missing. */
const foldEmail = (text: string): string => {
  const at = text.lastIndexOf('@');
  const [local = ''] = (at < 0 ? text : text.slice(0, at)).toLowerCase().trim().split('+', 1);
  return roles.has(local) ? '' : local.slice(0, 64);
};

/** Normalises a record. Pure; never throws, whatever the strings. */
export function normalise(fields: PersonFields): Values {
  let firstName = foldText(fields.firstName ?? '');
  let lastName = foldText(fields.lastName ?? '');
  let otherNames = foldText(fields.otherNames ?? '');
  if (firstName === '' && lastName === '' && fields.fullName !== undefined) {
    const split = splitName(fields.fullName);
    ({ firstName, lastName } = split);
    otherNames ||= split.otherNames;
  }
  return {
    firstName,
    lastName,
    otherNames,
    birthDate: foldDate(fields.birthDate ?? ''),
    street: foldText(fields.street ?? ''),
    houseNumber: foldText(fields.houseNumber ?? ''),
    premises: foldText(fields.premises ?? ''),
    suburb: foldText(fields.suburb ?? ''),
    postcode: foldText(fields.postcode ?? '').replaceAll(' ', ''),
    state: foldText(fields.state ?? ''),
    phone: foldPhone(fields.phone ?? ''),
    emailLocal: foldEmail(fields.emailLocal ?? fields.email ?? ''),
    nationalId: foldText(fields.nationalId ?? '').replaceAll(' ', ''),
  };
}
