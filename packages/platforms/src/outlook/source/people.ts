import type { Participant } from '@throughline/schemas';
import type { NormalizeContext } from '../../contract.ts';
import { isInternal } from '../../reading/address.ts';
import {
  arrayOf,
  emailIdentifier,
  normalizeEmail,
  objectOf,
  participant,
  stringOf,
  type Json,
} from '../../reading/index.ts';

const MOST_RECIPIENTS = 50;
/** The well-known name of Sent Items. */
const SENT = 'sentitems';

interface Mailbox {
  readonly name: string | undefined;
  readonly address: string;
}

/** `{ emailAddress: { name, address } }`; undefined where the address is none (an Exchange address, a list without one). */
function mailboxOf(value: unknown): Mailbox | undefined {
  const found = objectOf(objectOf(value)['emailAddress']);
  const address = normalizeEmail(stringOf(found['address']) ?? '');
  return address === null ? undefined : { name: stringOf(found['name']), address };
}

export interface People {
  readonly direction: 'inbound' | 'outbound' | 'internal' | 'none';
  readonly participants: ReadonlyArray<Participant>;
}

/** Whether Exchange found the sender's domain to have sent it: DMARC, in the header that it puts on top. */
function isAuthenticated(message: Json): boolean {
  const header = arrayOf(message['internetMessageHeaders'])
    .map(objectOf)
    .find((one) => stringOf(one['name'])?.toLowerCase() === 'authentication-results');
  return /\bdmarc=(?:pass|bestguesspass)\b/i.test(stringOf(header?.['value']) ?? '');
}

/**
 * Who wrote to whom. Our own people are those of the source's mailboxes and of our domains, and whoever wrote what lies in Sent Items:
 * mailboxes send by other addresses as well.
 */
export function peopleOf(message: Json, folder: string | undefined, context: NormalizeContext): People {
  const own = new Set(
    arrayOf(context.settings['mailboxes']).flatMap((one) => normalizeEmail(stringOf(one) ?? '') ?? []),
  );
  const isOwn = (address: string) => own.has(address) || isInternal(address, context.internalDomains);
  const from = mailboxOf(message['from']) ?? mailboxOf(message['sender']);
  const recipients = ['toRecipients', 'ccRecipients', 'bccRecipients']
    .flatMap((field) => arrayOf(message[field]))
    .slice(0, MOST_RECIPIENTS)
    .flatMap((one) => mailboxOf(one) ?? []);
  const byUs = from !== undefined && (folder?.toLowerCase() === SENT || isOwn(from.address));
  const person = (mailbox: Mailbox, author: boolean, verified: boolean) =>
    participant({
      role: (author && byUs) || isOwn(mailbox.address) ? 'agent' : 'customer',
      author,
      name: mailbox.name === mailbox.address ? undefined : mailbox.name,
      identifiers: emailIdentifier(mailbox.address, verified),
    });
  const amongUs = byUs && recipients.length > 0 && recipients.every((one) => isOwn(one.address));
  return {
    direction: from === undefined ? 'none' : amongUs ? 'internal' : byUs ? 'outbound' : 'inbound',
    participants: [
      ...(from === undefined ? [] : [person(from, true, byUs || isAuthenticated(message))]),
      ...recipients.map((one) => person(one, false, isOwn(one.address))),
    ],
  };
}
