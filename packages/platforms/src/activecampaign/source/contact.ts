import type { Participant } from '@throughline/schemas';
import { emailIdentifier, identifier, participant, phoneIdentifier } from '../../reading/index.ts';

/** The fields below a name: `contact[fields][plan]` as `plan`. */
export const fieldsBelow = (form: URLSearchParams, name: string): ReadonlyArray<readonly [string, string]> =>
  [...form].flatMap(([path, value]) =>
    path.startsWith(`${name}[`) && path.endsWith(']') && value !== ''
      ? [[path.slice(name.length + 1, -1).replaceAll('][', '.'), value] as const]
      : [],
  );

/** The first of these fields that is not empty. */
export const valueOf = (form: URLSearchParams, ...names: ReadonlyArray<string>): string | undefined =>
  names.map((name) => form.get(name)).find((value) => value !== null && value !== '') ?? undefined;

/**
 * The contact that an event is of; undefined where it is of none. A deal names its contact in fields of its own. The account
 * is the company's own register; a phone number in it is what somebody typed.
 */
export function contactOf(
  form: URLSearchParams,
  account: string,
  region: string,
  author: boolean,
): Participant | undefined {
  const id = valueOf(form, 'contact[id]', 'deal[contactid]');
  const firstName = valueOf(form, 'contact[first_name]', 'deal[contact_firstname]');
  const lastName = valueOf(form, 'contact[last_name]', 'deal[contact_lastname]');
  const identifiers = [
    ...emailIdentifier(valueOf(form, 'contact[email]', 'deal[contact_email]'), true),
    ...phoneIdentifier(valueOf(form, 'contact[phone]', 'sms[phone]'), region, false),
    ...(id === undefined || id === '0'
      ? []
      : [identifier('activecampaign-contact', `${account}/${id}`, true)]),
  ];
  if (identifiers.length === 0) return undefined;
  return participant({
    role: 'customer',
    author,
    // Where no name is known, a deal has the address in its place.
    name: [firstName, lastName].filter((part) => part !== undefined && !part.includes('@')).join(' '),
    identifiers,
    traits: {
      firstName: firstName?.includes('@') ? undefined : firstName,
      lastName,
      company: valueOf(form, 'contact[orgname]', 'contact[customer_acct_name]', 'account[name]'),
      jobTitle: valueOf(form, 'accountContact[job_title]'),
      tags: valueOf(form, 'contact[tags]'),
      ...Object.fromEntries(fieldsBelow(form, 'contact[fields]')),
    },
  });
}

/** The user that a deal is assigned to. */
export function ownerOf(form: URLSearchParams, account: string, author: boolean): Participant | undefined {
  const id = valueOf(form, 'deal[owner]');
  if (id === undefined) return undefined;
  return participant({
    role: 'agent',
    author,
    name: [form.get('deal[owner_firstname]'), form.get('deal[owner_lastname]')].filter(Boolean).join(' '),
    identifiers: [identifier('activecampaign-user', `${account}/${id}`, true)],
  });
}
