import type { Participant } from '@throughline/schemas';
import { getDomain } from 'tldts';
import { isInternal } from './address.ts';
import { emailIdentifier, identifier } from './identifiers.ts';
import { participant, type Told } from './interaction.ts';
import type { Mail } from './mail.ts';

/** What services that receive mail for us share: who wrote whom, and whether the sender is proven. */

export interface Receipt {
  /** Addresses that the service received it for: ours. */
  readonly recipients: ReadonlyArray<string>;
  /** Lower-case mail domains of our own people. */
  readonly internalDomains: ReadonlyArray<string>;
  /** Domains that SPF or DKIM proved; the address in From is proven where it is of one of them (RFC 7489, section 3.1). */
  readonly provenDomains: ReadonlyArray<string>;
}

export const domainOf = (address: string): string =>
  address.slice(address.lastIndexOf('@') + 1).toLowerCase();

const registrable = (domain: string): string => getDomain(domain, { allowPrivateDomains: true }) ?? domain;

/** Whether a proven domain stands for the one in From: both are of the same organisation. */
const isProven = (address: string, provenDomains: ReadonlyArray<string>): boolean => {
  const domain = domainOf(address);
  return provenDomains.some(
    (proven) => proven.toLowerCase() === domain || registrable(proven.toLowerCase()) === registrable(domain),
  );
};

/** Domains that a DKIM-Signature header claims to sign for (RFC 6376, section 3.5). */
export const dkimDomainsOf = (header: string | undefined): ReadonlyArray<string> =>
  [...(header ?? '').matchAll(/(?:^|[;\s])d=([^;\s]{1,255})/g)].flatMap(
    ([, domain]) => domain?.toLowerCase() ?? [],
  );

function participantsOf(mail: Mail, receipt: Receipt): Participant[] {
  const ours = new Set(receipt.recipients);
  const isOurs = (address: string) => ours.has(address) || isInternal(address, receipt.internalDomains);
  const authors = mail.from.slice(0, 1).map((one) =>
    participant({
      role: isOurs(one.address) ? 'agent' : 'customer',
      author: true,
      name: one.name,
      identifiers: emailIdentifier(one.address, isProven(one.address, receipt.provenDomains)),
    }),
  );
  const others = mail.to.map((one) =>
    isOurs(one.address)
      ? participant({
          role: 'agent',
          name: one.name,
          identifiers: [identifier('company-email', one.address, true)],
        })
      : participant({ role: 'customer', name: one.name, identifiers: emailIdentifier(one.address, false) }),
  );
  return [...authors, ...others];
}

/** The thread's first message names it: the first reference, else what it replies to, else itself. */
export const threadOf = (mail: Mail): string | undefined =>
  /<[^<>]+>/.exec(mail.references ?? '')?.[0] ?? mail.inReplyTo ?? mail.messageId;

/** What a received mail tells, but for its ids and the service's own properties. */
export function toldOfMail(mail: Mail, receipt: Receipt): Omit<Told, 'account' | 'objectId'> {
  const participants = participantsOf(mail, receipt);
  return {
    channel: 'email',
    kind: 'message',
    event: 'received',
    direction: participants[0]?.role === 'agent' ? 'outbound' : 'inbound',
    occurredAt: mail.date,
    conversation: threadOf(mail),
    subject: mail.subject,
    text: mail.text,
    quotedText: mail.quotedText,
    participants,
    attachments: mail.attachments,
  };
}
