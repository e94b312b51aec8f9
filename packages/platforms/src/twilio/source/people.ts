import type { Participant } from '@throughline/schemas';
import { identifier, normalizePhone, ownValue, participant } from '../../reading/index.ts';

export type Channel = 'sms' | 'whatsapp' | 'messenger' | 'rcs';

/** https://www.twilio.com/docs/messaging/channels: what stands before an address says which channel it is of. */
const PREFIXES: Readonly<Record<string, Channel>> = {
  whatsapp: 'whatsapp',
  messenger: 'messenger',
  rcs: 'rcs',
};

export interface Address {
  readonly channel: Channel;
  readonly type: 'phone' | 'messenger' | 'sender';
  readonly value: string;
}

/** A phone number, a Messenger user, or a short code, agent or alphanumeric sender, which is no person's. */
export function addressOf(text: string, region: string): Address {
  const prefix = /^([a-z]+):/.exec(text)?.[1] ?? '';
  const channel = ownValue(PREFIXES, prefix) ?? 'sms';
  const bare = channel === 'sms' ? text : text.slice(prefix.length + 1);
  if (channel === 'messenger') return { channel, type: 'messenger', value: bare };
  const phone = bare.startsWith('+') ? normalizePhone(bare, region) : null;
  return phone === null ? { channel, type: 'sender', value: bare } : { channel, type: 'phone', value: phone };
}

/** Of a pair, an address with a channel says it of both: some callbacks leave it out on one side. */
export const channelOf = (from: Address, to: Address): Channel =>
  from.channel === 'sms' ? to.channel : from.channel;

const TRAITS: ReadonlyArray<readonly [string, string]> = [
  ['city', 'FromCity'],
  ['state', 'FromState'],
  ['postalCode', 'FromZip'],
  ['country', 'FromCountry'],
];

/** @param other the company's address: Messenger's user ids hold for one page alone */
export function customer(
  address: Address,
  other: Address,
  author: boolean,
  form: URLSearchParams,
): Participant {
  // The carrier or the channel vouches for the address that a message comes from or was delivered to.
  const identifiers =
    address.type === 'phone'
      ? [identifier('phone', address.value, true)]
      : address.type === 'messenger'
        ? [identifier('messenger-user', `${other.value}/${address.value}`, true)]
        : [];
  const traits = author ? Object.fromEntries(TRAITS.map(([trait, name]) => [trait, form.get(name)])) : {};
  return participant({ role: 'customer', author, name: form.get('ProfileName'), identifiers, traits });
}

export const company = (address: Address, author: boolean): Participant =>
  participant({ role: 'agent', author, identifiers: [identifier('company-number', address.value, true)] });
