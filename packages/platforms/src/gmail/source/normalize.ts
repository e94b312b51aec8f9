import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import { FEED, type NormalizeContext, type Normalized } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import {
  arrayOf,
  interaction,
  objectOf,
  parseJson,
  pointerTo,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { fetchedOf } from '../../reading/fetched.ts';
import { readMail, type Mail } from '../../reading/mail.ts';
import { manifest } from '../manifest.ts';
import { accountOf } from './account.ts';
import { FEED_NAME } from './feeds.ts';
import { readNotification } from './notification.ts';
import { letterOf } from './people.ts';

/** Messages that are no correspondence; one that loses the label is then read under its own id. */
const APART = ['DRAFT', 'SPAM', 'CHAT'] as const;

const linkOf = (account: string, threadId: string | undefined): string | undefined =>
  threadId === undefined || !account.includes('@')
    ? undefined
    : `https://mail.google.com/mail/u/?authuser=${encodeURIComponent(account)}#all/${threadId}`;

function message(raw: RawRecord, body: Json, mail: Mail, context: NormalizeContext): Interaction {
  const account = accountOf(context.settings);
  const id = required(body['id'], 'id');
  const threadId = stringOf(body['threadId']);
  const labels = arrayOf(body['labelIds']).flatMap((label) => stringOf(label) ?? []);
  const apart = APART.find((label) => labels.includes(label));
  const isSent = labels.includes('SENT');
  const { internalDomains } = context;
  const letter = letterOf(mail, isSent, { mailbox: account, internalDomains });
  const event =
    letter.participants[0]?.role === 'system'
      ? 'bounced'
      : letter.direction === 'inbound'
        ? 'received'
        : 'sent';
  return interaction(manifest, raw, {
    ...letter,
    account,
    objectId: apart === undefined ? id : `${apart.toLowerCase()}/${id}`,
    kind: apart !== undefined ? 'other' : event === 'bounced' ? 'status' : 'message',
    event: apart === undefined ? event : 'other',
    vendorEvent: apart ?? (isSent ? 'SENT' : 'message'),
    direction: apart === undefined ? letter.direction : 'none',
    occurredAt: Number(stringOf(body['internalDate']) ?? NaN) || mail.date,
    conversation: threadId,
    // Whoever wrote spam is no customer.
    participants: apart === undefined ? letter.participants : [],
    link: linkOf(account, threadId),
    properties: {
      messageId: mail.messageId,
      inReplyTo: mail.inReplyTo,
      labels: labels.join(', '),
      autoSubmitted: mail.headers.get('auto-submitted'),
      listId: mail.headers.get('list-id'),
      reason: apart === undefined ? undefined : `labelled ${apart}`,
    },
  });
}

/** Gmail gives a deletion no time, and a message deleted for good does not come back: it is the last revision. */
const deletion = (raw: RawRecord, id: string, context: NormalizeContext): Interaction =>
  interaction(manifest, raw, {
    account: accountOf(context.settings),
    objectId: id,
    revision: Number.MAX_SAFE_INTEGER,
    channel: 'email',
    kind: 'message',
    event: 'deleted',
    vendorEvent: 'messageDeleted',
    direction: 'none',
    state: 'deleted',
  });

/** A notification says that the mailbox’s feed has something new; a fetched message is read. */
export function normalize(raw: RawRecord, context: NormalizeContext): Normalized | Promise<Normalized> {
  const fetched = fetchedOf(raw);
  if (fetched !== undefined) {
    if (!fetched.found) return [deletion(raw, required(fetched.objectId, 'x-fetch-object'), context)];
    const body = objectOf(parseJson(raw.body));
    const mime = Buffer.from(required(body['raw'], 'raw'), 'base64url');
    return readMail(mime).then((mail) => [message(raw, body, mail, context)]);
  }
  const { emailAddress, historyId } = readNotification(raw.body);
  if (emailAddress === undefined || historyId === undefined)
    throw platformErrors.fieldMissing({ detail: { path: 'message.data' } });
  return [pointerTo(FEED, FEED_NAME, 'changed', { historyId, emailAddress })];
}
