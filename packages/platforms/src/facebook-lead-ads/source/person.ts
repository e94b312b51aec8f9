import type { ConsentStatement, Participant } from '@throughline/schemas';
import {
  arrayOf,
  emailIdentifier,
  objectOf,
  ownValue,
  participant,
  phoneIdentifier,
  stringOf,
  type Json,
} from '../../reading/index.ts';

/** The answers of a lead by the name of the question, in the order of the form. */
export const answersOf = (lead: Json): ReadonlyArray<readonly [string, string]> =>
  arrayOf(lead['field_data'])
    .map(objectOf)
    .flatMap((field) => {
      const name = stringOf(field['name']);
      const values = arrayOf(field['values']).map(stringOf).filter(Boolean).join(', ');
      return name === undefined ? [] : [[name, values] as const];
    });

/** Names of Meta's own questions: https://developers.facebook.com/docs/marketing-api/guides/lead-ads/create#prefill */
const TRAITS: Readonly<Record<string, string>> = {
  first_name: 'firstName',
  last_name: 'lastName',
  company_name: 'company',
  job_title: 'jobTitle',
  street_address: 'street',
  city: 'city',
  state: 'state',
  province: 'state',
  country: 'country',
  zip_code: 'postalCode',
  post_code: 'postalCode',
  date_of_birth: 'birthDate',
  gender: 'gender',
  relationship_status: 'relationshipStatus',
  marital_status: 'maritalStatus',
  website: 'website',
};

/** Whoever filled the form in: Meta fills the fields beforehand, but lets them be changed, so that nothing is proven. */
export function customerOf(answers: ReadonlyArray<readonly [string, string]>, region: string): Participant {
  const byName = new Map(answers);
  const of = (...names: ReadonlyArray<string>) => names.flatMap((name) => byName.get(name) ?? []);
  const [fullName] = of('full_name');
  return participant({
    role: 'customer',
    author: true,
    name: fullName ?? of('first_name', 'last_name').join(' '),
    identifiers: [
      ...of('email', 'work_email').flatMap((text) => emailIdentifier(text, false)),
      ...of('phone_number', 'work_phone_number').flatMap((text) => phoneIdentifier(text, region, false)),
    ],
    traits: Object.fromEntries(
      answers.flatMap(([name, value]) =>
        Object.hasOwn(TRAITS, name) ? [[TRAITS[name] ?? name, value] as const] : [],
      ),
    ),
  });
}

/** The optional checkboxes, as yes and no by their key. */
export const checkboxesOf = (lead: Json): ReadonlyArray<readonly [string, boolean]> =>
  arrayOf(lead['custom_disclaimer_responses'])
    .map(objectOf)
    .flatMap((one) => {
      const key = stringOf(one['checkbox_key']);
      const checked = ['1', 'true'].includes(String(one['is_checked']));
      return key === undefined ? [] : [[key, checked] as const];
    });

/** What the checkboxes allow, by the purposes that the settings name. Somebody who leaves one empty forbids nothing. */
export function consentsOf(lead: Json, person: Participant, purposes: Json): ReadonlyArray<ConsentStatement> {
  return checkboxesOf(lead).flatMap(([key, checked]) => {
    const purpose = stringOf(ownValue(purposes, key));
    if (purpose === undefined || !checked) return [];
    const type = purpose === 'sms' || purpose === 'voice' || purpose === 'whatsapp' ? 'phone' : 'email';
    return person.identifiers
      .filter((one) => one.type === type)
      .slice(0, 1)
      .map((one) => ({
        identifierType: one.type,
        identifierValue: one.value,
        purpose,
        state: 'granted',
        trusted: false,
      }));
  });
}
