import { addressParser } from 'postal-mime';
import { normalizeEmail } from './identifiers.ts';

export interface MailAddress {
  readonly name: string | null;
  readonly address: string;
}

const MOST_ADDRESSES = 50;

/** The mailboxes of an address header (RFC 5322, section 3.4), groups taken apart; what is no address is left out. */
export function parseAddresses(header: string | undefined | null): ReadonlyArray<MailAddress> {
  if (!header) return [];
  return addressParser(header.slice(0, 20_000), { flatten: true })
    .slice(0, MOST_ADDRESSES)
    .flatMap((entry) => {
      const address = 'address' in entry && entry.address ? normalizeEmail(entry.address) : null;
      return address === null ? [] : [{ name: entry.name || null, address }];
    });
}

/** Whether the address is one of our own people: its domain or a parent of it is named. */
export function isInternal(address: string, internalDomains: ReadonlyArray<string>): boolean {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return internalDomains.some((own) => domain === own || domain.endsWith(`.${own}`));
}
