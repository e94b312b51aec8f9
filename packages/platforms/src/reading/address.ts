import { addressParser } from 'postal-mime';
import { normalizeEmail } from './identifiers.ts';

export interface MailAddress {
  readonly name: string | null;
  readonly address: string;
}

const MOST_ADDRESSES = 50;

/** `ana@example.com` and `Ana Silva <ana@example.com>`, with nothing that could mean more. */
const PLAIN = /^(?:([A-Za-z][A-Za-z ]{0,98}[A-Za-z]) <)?([\w.+-]{1,64}@[a-zA-Z\d.-]{1,255})(>?)$/;

/** Most headers name one mailbox, plainly: telling that is a tenth of reading the grammar. */
function plainAddress(header: string): MailAddress | undefined {
  const [, name, mailbox = '', end] = PLAIN.exec(header) ?? [];
  if (mailbox === '' || (name === undefined) !== (end === '')) return undefined;
  return { name: name ?? null, address: mailbox.toLowerCase() };
}

/** The mailboxes of an address header (RFC 5322, section 3.4), groups taken apart; what is no address is left out. */
export function parseAddresses(header: string | undefined | null): ReadonlyArray<MailAddress> {
  if (!header) return [];
  const plain = plainAddress(header);
  if (plain !== undefined) return [plain];
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
