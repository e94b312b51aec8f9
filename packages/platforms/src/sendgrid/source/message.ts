import type { Attachment, Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import iconv from 'iconv-lite';
import type { NormalizeContext } from '../../contract.ts';
import { parseAddresses } from '../../reading/address.ts';
import { domainOf, toldOfMail } from '../../reading/correspondence.ts';
import { firstBytes, firstField, type Form } from '../../reading/form.ts';
import {
  arrayOf,
  attachment,
  htmlToText,
  interaction,
  objectOf,
  ownValue,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { readMail, type Mail } from '../../reading/mail.ts';
import { splitReply } from '../../reading/reply.ts';
import { manifest } from '../manifest.ts';

/** A field that holds JSON; an empty object where it is none. */
function jsonField(form: Form, name: string): Json {
  try {
    return objectOf(JSON.parse(firstField(form, name) ?? '{}'));
  } catch {
    return {};
  }
}

/** Each field is in a charset of its own, which `charsets` names; SendGrid takes them from the mail as they are. */
function textReader(form: Form): (name: string) => string | undefined {
  const charsets = jsonField(form, 'charsets');
  return (name) => {
    const bytes = firstBytes(form, name);
    const charset = stringOf(charsets[name]) ?? 'utf-8';
    if (bytes === undefined) return undefined;
    return iconv.decode(Buffer.from(bytes), iconv.encodingExists(charset) ? charset : 'utf-8');
  };
}

/** `attachment-info` tells names in Unicode and types; the files follow as `attachment1`, `attachment2` … */
function attachmentsOf(form: Form): ReadonlyArray<Attachment> {
  const infos = jsonField(form, 'attachment-info');
  return form.files.map((file) => {
    const info = objectOf(ownValue(infos, file.field));
    return attachment({
      id: stringOf(info['content-id']) ?? null,
      name: stringOf(info['filename']) ?? stringOf(info['name']) ?? file.name,
      contentType: stringOf(info['type']) ?? file.contentType,
      size: file.bytes.byteLength,
      sha256: sha256(file.bytes),
    });
  });
}

/** The default mode: the headers as they were, and the parts taken out. */
async function parsedMail(form: Form): Promise<Mail> {
  const text = textReader(form);
  // The body is elsewhere; without its type, the headers are a whole message.
  const headers = (firstField(form, 'headers') ?? '')
    .replaceAll(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .filter((line) => !/^content-/i.test(line))
    .join('\r\n');
  const mail = await readMail(`${headers.trim()}\r\n\r\n`);
  const html = text('html');
  const [from, to, cc] = ['from', 'to', 'cc'].map((name) => parseAddresses(text(name)));
  return {
    ...mail,
    from: mail.from.length > 0 ? mail.from : (from ?? []),
    to: mail.to.length > 0 ? mail.to : [...(to ?? []), ...(cc ?? [])],
    subject: text('subject') ?? mail.subject,
    ...splitReply(text('text') ?? (html === undefined ? '' : htmlToText(html))),
    attachments: attachmentsOf(form),
  };
}

/** `{@example.org : pass, @other.example : fail}`, which is not JSON. */
const dkimPassesOf = (field: string | undefined): ReadonlyArray<string> =>
  [...(field ?? '').matchAll(/@([^\s:,{}]{1,255})\s*:\s*pass\b/g)].flatMap(([, domain]) => domain ?? []);

/** SPF is of the envelope's sender, DKIM of the domains that are named. */
function provenDomainsOf(form: Form, sender: string | undefined): ReadonlyArray<string> {
  const spf = firstField(form, 'SPF')?.trim().toLowerCase() === 'pass';
  return [
    ...(spf && sender?.includes('@') === true ? [domainOf(sender)] : []),
    ...dkimPassesOf(firstField(form, 'dkim')),
  ];
}

/** What identifies a mail that has no Message-ID, of all that does not change when it is sent again. */
const contentId = (mail: Mail): string =>
  `content/${sha256([mail.date, mail.from[0]?.address, mail.subject, mail.text].map(String).join('\n'))}`;

/** https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/setting-up-the-inbound-parse-webhook */
export async function readMessage(
  raw: RawRecord,
  form: Form,
  context: NormalizeContext,
): Promise<ReadonlyArray<Interaction>> {
  const mime = firstBytes(form, 'email');
  const mail = mime === undefined ? await parsedMail(form) : await readMail(mime);
  const envelope = jsonField(form, 'envelope');
  const sender = stringOf(envelope['from']);
  const received = arrayOf(envelope['to']).map(stringOf).filter(Boolean).join(', ');
  const recipients = parseAddresses(received).map((one) => one.address);
  const told = toldOfMail(mail, {
    recipients,
    internalDomains: context.internalDomains,
    provenDomains: provenDomainsOf(form, sender),
  });
  return [
    interaction(manifest, raw, {
      ...told,
      account: domainOf(recipients[0] ?? mail.to[0]?.address ?? '') || 'unknown',
      objectId: mail.messageId ?? contentId(mail),
      vendorEvent: 'inbound_parse',
      properties: {
        messageId: mail.messageId,
        autoSubmitted: mail.headers.get('auto-submitted'),
        senderIp: firstField(form, 'sender_ip'),
        spf: firstField(form, 'SPF'),
        dkim: firstField(form, 'dkim'),
        spamScore: firstField(form, 'spam_score'),
      },
    }),
  ];
}
