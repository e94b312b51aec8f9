import type { Participant } from '@throughline/schemas';
import { domainOf, toldOfMail } from '../../reading/correspondence.ts';
import { participant } from '../../reading/index.ts';
import type { Mail } from '../../reading/mail.ts';

/**
 * Domains that Gmail found to stand behind the message: by DMARC that of the sender, else those that signed it by DKIM. Only the
 * outermost header counts, and only if Gmail wrote it.
 */
export function provenDomainsOf(mail: Mail): ReadonlyArray<string> {
  const results = mail.headers.get('authentication-results') ?? '';
  if (!/^\s*mx\.google\.com\s*;/i.test(results)) return [];
  if (/\bdmarc=pass\b/i.test(results)) return mail.from.map((one) => domainOf(one.address));
  return [...results.matchAll(/\bdkim=pass\b[^;]*?\bheader\.[id]=(?:[^@\s;]*@)?([\w.-]+)/gi)].flatMap(
    ([, domain]) => domain ?? [],
  );
}

/** A mail server’s own report, as RFC 3834 and RFC 3464 have it. */
export const isBounce = (mail: Mail): boolean =>
  /^(mailer-daemon|postmaster)@/.test(mail.from[0]?.address ?? '') ||
  /report-type="?delivery-status/i.test(mail.headers.get('content-type') ?? '');

export interface Owner {
  readonly mailbox: string;
  readonly internalDomains: ReadonlyArray<string>;
}

/** Domains in which anybody can have a mailbox. */
const PUBLIC = new Set(['gmail.com', 'googlemail.com']);

type Letter = Omit<ReturnType<typeof toldOfMail>, 'participants' | 'direction'> & {
  readonly participants: ReadonlyArray<Participant>;
  readonly direction: 'inbound' | 'outbound' | 'internal';
};

/** A message as it is seen from the mailbox: whatever it has sent is ours, under any of its addresses. */
export function letterOf(mail: Mail, isSent: boolean, { mailbox, internalDomains }: Owner): Letter {
  const own = domainOf(mailbox);
  const told = toldOfMail(mail, {
    recipients: [mailbox, ...(isSent ? mail.from.map((one) => one.address) : [])],
    internalDomains: PUBLIC.has(own) ? internalDomains : [...internalDomains, own],
    provenDomains: provenDomainsOf(mail),
  });
  const people = told.participants ?? [];
  const [author, ...others] = people;
  const isByServer = !isSent && author?.role === 'customer' && isBounce(mail);
  const isAmongUs = people.length > 1 && people.every((one) => one.role === 'agent');
  return {
    ...told,
    participants: isByServer
      ? [participant({ role: 'system', author: true, name: author.name }), ...others]
      : people,
    direction: isAmongUs ? 'internal' : author?.role === 'agent' ? 'outbound' : 'inbound',
  };
}
