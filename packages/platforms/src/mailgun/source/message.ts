import type { Attachment, Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import { parseAddresses } from '../../reading/address.ts';
import { dkimDomainsOf, domainOf, toldOfMail } from '../../reading/correspondence.ts';
import { firstField, lastField, type Form } from '../../reading/form.ts';
import {
  arrayOf,
  attachment,
  htmlToText,
  interaction,
  objectOf,
  parseSeconds,
  sha256,
  stringOf,
} from '../../reading/index.ts';
import { readMail, type Mail } from '../../reading/mail.ts';
import { splitReply } from '../../reading/reply.ts';
import { manifest } from '../manifest.ts';

type HeaderPairs = ReadonlyArray<readonly [string, string]>;

/** `message-headers` is a JSON list of pairs, a whole message has its headers in front. Names are lower-case. */
function headerPairsOf(form: Form): HeaderPairs {
  const mime = firstField(form, 'body-mime');
  if (mime !== undefined) {
    const head = mime.split(/\r?\n\r?\n/, 1)[0]?.replaceAll(/\r?\n[ \t]+/g, ' ') ?? '';
    return [...head.matchAll(/^([^:\s]+):[ \t]*(.*)$/gm)].map(([, name = '', value = '']) => [
      name.toLowerCase(),
      value.trim(),
    ]);
  }
  try {
    const pairs: unknown = JSON.parse(firstField(form, 'message-headers') ?? '[]');
    if (!Array.isArray(pairs)) return [];
    return pairs.flatMap((pair: unknown) =>
      Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'string'
        ? [[pair[0].toLowerCase(), pair[1]] as const]
        : [],
    );
  } catch {
    // Unreadable headers are as good as none: the fields beside them tell the same.
    return [];
  }
}

/** The first of a name counts: it is the outermost. */
const headersOf = (pairs: HeaderPairs): ReadonlyMap<string, string> => new Map(pairs.toReversed());

/** Files that came along, and those that a route with `store()` keeps at Mailgun: a JSON list in `attachments`. */
function attachmentsOf(form: Form): ReadonlyArray<Attachment> {
  const sent = form.files.map((file) =>
    attachment({
      name: file.name,
      contentType: file.contentType,
      size: file.bytes.byteLength,
      sha256: sha256(file.bytes),
    }),
  );
  try {
    const stored: unknown = JSON.parse(firstField(form, 'attachments') ?? '[]');
    const kept = arrayOf(stored)
      .map(objectOf)
      .map((file) =>
        attachment({
          name: stringOf(file['name']) ?? null,
          contentType: stringOf(file['content-type']) ?? null,
          size: file['size'],
          url: stringOf(file['url']) ?? null,
        }),
      );
    return [...sent, ...kept];
  } catch {
    return sent;
  }
}

function parsedMail(form: Form, pairs: HeaderPairs): Mail {
  const headers = headersOf(pairs);
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
    attachments: attachmentsOf(form),
    headers,
  };
}

/**
 * Mailgun notes what it checked on receipt in two headers. SPF is of the envelope's sender. Of which DKIM signature it speaks it does
 * not say, and anybody can add one of any domain that fails, so a pass counts only where all signatures are of one domain.
 */
function provenDomainsOf(form: Form, pairs: HeaderPairs): ReadonlyArray<string> {
  const passes = (name: string) => pairs.find(([known]) => known === name)?.[1] === 'Pass';
  const [sender] = parseAddresses(firstField(form, 'sender'));
  const spf = passes('x-mailgun-spf') && sender !== undefined ? [domainOf(sender.address)] : [];
  const signers = new Set(
    pairs.flatMap(([name, value]) => (name === 'dkim-signature' ? dkimDomainsOf(value) : [])),
  );
  return [...spf, ...(passes('x-mailgun-dkim-check-result') && signers.size === 1 ? signers : [])];
}

/** A route's delivery. Its id is the Message-Id: Mailgun's token is new with every attempt. */
export function readMessage(
  raw: RawRecord,
  form: Form,
  context: NormalizeContext,
): ReadonlyArray<Interaction> | Promise<ReadonlyArray<Interaction>> {
  const mime = firstField(form, 'body-mime');
  const pairs = headerPairsOf(form);
  const toInteraction = (mail: Mail): ReadonlyArray<Interaction> => {
    const recipients = parseAddresses(firstField(form, 'recipient')).map((one) => one.address);
    const told = toldOfMail(mail, {
      recipients,
      internalDomains: context.internalDomains,
      provenDomains: provenDomainsOf(form, pairs),
    });
    return [
      interaction(manifest, raw, {
        ...told,
        account: domainOf(recipients[0] ?? '') || 'unknown',
        objectId: mail.messageId ?? `content/${sha256(`${mail.date ?? ''}${mail.text}`)}`,
        vendorEvent: 'route',
        occurredAt: mail.date ?? parseSeconds(lastField(form, 'timestamp')),
        properties: {
          messageId: mail.messageId,
          autoSubmitted: mail.headers.get('auto-submitted'),
          spf: mail.headers.get('x-mailgun-spf'),
          dkim: mail.headers.get('x-mailgun-dkim-check-result'),
          storedAt: firstField(form, 'message-url'),
        },
      }),
    ];
  };
  return mime === undefined ? toInteraction(parsedMail(form, pairs)) : readMail(mime).then(toInteraction);
}
