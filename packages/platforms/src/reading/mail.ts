import type { Attachment } from '@throughline/schemas';
import PostalMime, { type Address } from 'postal-mime';
import { platformErrors } from '../errors.ts';
import type { MailAddress } from './address.ts';
import { normalizeEmail } from './identifiers.ts';
import { sha256 } from './ids.ts';
import { attachment } from './interaction.ts';
import { splitReply } from './reply.ts';
import { htmlToText } from './text.ts';

/** A whole e-mail message (RFC 5322, MIME), taken apart. */
export interface Mail {
  readonly messageId: string | undefined;
  readonly inReplyTo: string | undefined;
  readonly references: string | undefined;
  /** Epoch milliseconds of the Date header. */
  readonly date: number | null;
  readonly from: ReadonlyArray<MailAddress>;
  /** To, Cc and Bcc. */
  readonly to: ReadonlyArray<MailAddress>;
  readonly subject: string | undefined;
  readonly text: string;
  readonly quotedText: string | null;
  readonly attachments: ReadonlyArray<Attachment>;
  /** By lower-case name; the first of a name counts: it is the outermost. */
  readonly headers: ReadonlyMap<string, string>;
}

const MOST_ADDRESSES = 50;

const mailboxesOf = (list: ReadonlyArray<Address> | undefined): ReadonlyArray<MailAddress> =>
  (list ?? [])
    .flatMap((one) => ('group' in one && one.group ? one.group : [one]))
    .slice(0, MOST_ADDRESSES)
    .flatMap((one) => {
      const address = one.address === undefined ? null : normalizeEmail(one.address);
      return address === null ? [] : [{ name: one.name || null, address }];
    });

/** @throws platforms.body-unreadable */
export async function readMail(mime: string | Uint8Array): Promise<Mail> {
  const mail = await PostalMime.parse(mime).catch((error: unknown) => {
    throw platformErrors.bodyUnreadable({ detail: { format: 'mime' }, cause: error });
  });
  const date = Date.parse(mail.date ?? '');
  const headers = new Map<string, string>();
  for (const { key, value } of mail.headers) if (!headers.has(key)) headers.set(key, value);
  return {
    messageId: mail.messageId,
    inReplyTo: mail.inReplyTo,
    references: mail.references,
    date: Number.isNaN(date) ? null : date,
    from: mailboxesOf(mail.from === undefined ? [] : [mail.from]),
    to: [...mailboxesOf(mail.to), ...mailboxesOf(mail.cc), ...mailboxesOf(mail.bcc)],
    subject: mail.subject,
    ...splitReply(mail.text ?? (mail.html === undefined ? '' : htmlToText(mail.html))),
    attachments: mail.attachments.map((file) => {
      const bytes =
        typeof file.content === 'string' ? Buffer.from(file.content) : new Uint8Array(file.content);
      return attachment({
        name: file.filename,
        contentType: file.mimeType,
        size: bytes.byteLength,
        sha256: sha256(bytes),
      });
    }),
    headers,
  };
}
