import type { Participant } from '@throughline/schemas';
import { emailIdentifier, identifier, ownValue, participant, phoneIdentifier } from '../../reading/index.ts';

/** `data[merges][FNAME]` as `FNAME`, with what lies deeper as `ADDRESS.city`. */
function mergesOf(form: URLSearchParams): ReadonlyMap<string, string> {
  const merges = new Map<string, string>();
  for (const [name, value] of form) {
    const path = /^data\[merges\]\[(.+)\]$/.exec(name)?.[1];
    if (path !== undefined && value !== '') merges.set(path.replaceAll('][', '.'), value);
  }
  return merges;
}

const TRAITS: Readonly<Record<string, string>> = {
  FNAME: 'firstName',
  LNAME: 'lastName',
  COMPANY: 'company',
  BIRTHDAY: 'birthday',
  'ADDRESS.city': 'city',
  'ADDRESS.state': 'state',
  'ADDRESS.zip': 'postcode',
  'ADDRESS.country': 'country',
};

/**
 * The contact of an audience. The audience is the company's own register of addresses that it writes to; what stands in merge
 * fields is what somebody typed.
 */
export function memberOf(form: URLSearchParams, list: string, region: string): Participant {
  const merges = mergesOf(form);
  const id = form.get('data[id]') ?? form.get('data[new_id]');
  const addresses = [form.get('data[new_email]') ?? form.get('data[email]'), form.get('data[old_email]')];
  const traits = Object.fromEntries(
    [...merges].map(([name, value]) => [ownValue(TRAITS, name) ?? name, value]),
  );
  return participant({
    role: 'customer',
    author: true,
    name: [merges.get('FNAME'), merges.get('LNAME')].filter(Boolean).join(' '),
    identifiers: [
      ...addresses.flatMap((address) => emailIdentifier(address, true)),
      ...phoneIdentifier(merges.get('PHONE') ?? merges.get('SMSPHONE'), region, false),
      ...(id === null || id === '' ? [] : [identifier('mailchimp-member', `${list}/${id}`, true)]),
    ],
    traits,
  });
}
