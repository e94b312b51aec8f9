import type { Attachment, Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import PostalMime, { type Address } from 'postal-mime';
import type { NormalizeContext } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import { isInternal, parseAddresses, type MailAddress } from '../../reading/address.ts';
import {
  attachment,
  emailIdentifier,
  htmlToText,
  identifier,
  interaction,
  normalizeEmail,
  parseSeconds,
  participant,
  sha256,
} from '../../reading/index.ts';
import { splitReply } from '../../reading/reply.ts';
import { manifest } from '../manifest.ts';
import { firstField, lastField, type Form } from './form.ts';

/** A received message, whether Mailgun took it apart or handed it over whole. */
interface Mail {
  readonly messageId: string | undefined;
  readonly inReplyTo: string | undefined;
  readonly references: string | undefined;
  readonly date: number | null;
  readonly from: ReadonlyArray<MailAddress>;
  readonly to: ReadonlyArray<MailAddress>;
  readonly subject: string | undefined;
  readonly text: string;
  readonly quotedText: string | null;
  readonly attachments: ReadonlyArray<Attachment>;
  readonly headers: ReadonlyMap<string, string>;
}

/** `message-headers` is a JSON list of pairs. The first of a name counts: it is the outermost. */
function headersOf(form: Form): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  try {
    const pairs: unknown = JSON.parse(firstField(form, 'message-headers') ?? '[]');
    if (!Array.isArray(pairs)) return headers;
    for (const pair of pairs) {
      if (!Array.isArray(pair) || typeof pair[0] !== 'string' || typeof pair[1] !== 'string') continue;
      const name = pair[0].toLowerCase();
      if (!headers.has(name)) headers.set(name, pair[1]);
    }
  } catch {
    // Unreadable headers are as good as none: the fields beside them tell the same.
  }
  return headers;
}

function parsedMail(form: Form): Mail {
  const headers = headersOf(form);
  const html = firstField(form, 'stripped-html') ?? firstField(form, 'body-html');
  const plain = firstField(form, 'body-plain') ?? (html === undefined ? '' : htmlToText(html));
  const date = Date.parse(headers.get('date') ?? firstField(form, 'Date') ?? '');
  return {
    messageId: headers.get('message-id') ?? firstField(form, 'Message-Id'),
    inReplyTo: headers.get('in-reply-to') ?? firstField(form, 'In-Reply-To'),
    references: headers.get('references') ?? firstField(form, 'References'),
    date: Number.isNaN(date) ? null : date,
    from: parseAddresses(firstField(form, 'from') ?? firstField(form, 'From') ?? firstField(form, 'sender')),
    to: [
      ...parseAddresses(headers.get('to') ?? firstField(form, 'To')),
      ...parseAddresses(headers.get('cc') ?? firstField(form, 'Cc')),
    ],
    subject: firstField(form, 'subject') ?? firstField(form, 'Subject'),
    ...splitReply(plain),
    attachments: form.files.map((file) =>
      attachment({
        name: file.name,
        contentType: file.contentType,
        size: file.bytes.byteLength,
        sha256: sha256(file.bytes),
      }),
    ),
    headers,
  };
}

async function wholeMail(mime: string): Promise<Mail> {
  const mail = await PostalMime.parse(mime).catch((error: unknown) => {
    throw platformErrors.bodyUnreadable({ detail: { format: 'mime' }, cause: error });
  });
  const addresses = (list: ReadonlyArray<Address> | undefined): ReadonlyArray<MailAddress> =>
    (list ?? [])
      .flatMap((one) => ('group' in one && one.group ? one.group : [one]))
      .flatMap((one) => {
        const address = one.address === undefined ? null : normalizeEmail(one.address);
        return address === null ? [] : [{ name: one.name || null, address }];
      });
  const date = Date.parse(mail.date ?? '');
  return {
    messageId: mail.messageId,
    inReplyTo: mail.inReplyTo,
    references: mail.references,
    date: Number.isNaN(date) ? null : date,
    from: addresses(mail.from === undefined ? [] : [mail.from]),
    to: [...addresses(mail.to), ...addresses(mail.cc)],
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
    headers: new Map(mail.headers.map((one) => [one.key, one.value])),
  };
}

/** Mailgun notes what it checked on receipt in these two headers. */
const isAuthenticated = (headers: Mail['headers']): boolean =>
  headers.get('x-mailgun-dkim-check-result') === 'Pass' || headers.get('x-mailgun-spf') === 'Pass';

function participantsOf(
  mail: Mail,
  recipients: ReadonlySet<string>,
  context: NormalizeContext,
): Participant[] {
  const isOurs = (address: string) => recipients.has(address) || isInternal(address, context.internalDomains);
  const verified = isAuthenticated(mail.headers);
  const authors = mail.from.slice(0, 1).map((one) =>
    participant({
      role: isOurs(one.address) ? 'agent' : 'customer',
      author: true,
      name: one.name,
      identifiers: emailIdentifier(one.address, verified),
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
const threadOf = (mail: Mail): string | undefined =>
  /<[^<>]+>/.exec(mail.references ?? '')?.[0] ?? mail.inReplyTo ?? mail.messageId;

/** A route's delivery. Its id is the Message-Id: Mailgun's token is new with every attempt. */
export function readMessage(
  raw: RawRecord,
  form: Form,
  context: NormalizeContext,
): ReadonlyArray<Interaction> | Promise<ReadonlyArray<Interaction>> {
  const mime = firstField(form, 'body-mime');
  const toInteraction = (mail: Mail): ReadonlyArray<Interaction> => {
    const recipients = parseAddresses(firstField(form, 'recipient')).map((one) => one.address);
    const participants = participantsOf(mail, new Set(recipients), context);
    const recipient = recipients[0] ?? '';
    return [
      interaction(manifest, raw, {
        account: recipient.slice(recipient.lastIndexOf('@') + 1) || 'unknown',
        objectId: mail.messageId ?? `content/${sha256(`${mail.date ?? ''}${mail.text}`)}`,
        channel: 'email',
        kind: 'message',
        event: 'received',
        vendorEvent: 'route',
        direction: participants[0]?.role === 'agent' ? 'outbound' : 'inbound',
        occurredAt: mail.date ?? parseSeconds(lastField(form, 'timestamp')),
        conversation: threadOf(mail),
        subject: mail.subject,
        text: mail.text,
        quotedText: mail.quotedText,
        participants,
        attachments: mail.attachments,
        properties: {
          messageId: mail.messageId,
          autoSubmitted: mail.headers.get('auto-submitted'),
          spf: mail.headers.get('x-mailgun-spf'),
          dkim: mail.headers.get('x-mailgun-dkim-check-result'),
        },
      }),
    ];
  };
  return mime === undefined ? toInteraction(parsedMail(form)) : wholeMail(mime).then(toInteraction);
}
