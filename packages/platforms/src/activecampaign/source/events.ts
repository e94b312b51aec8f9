import type { ConsentStatement } from '@throughline/schemas';
import { normalizeEmail, normalizePhone, sha256, type Told } from '../../reading/index.ts';
import { valueOf } from './contact.ts';

/** What a type of event is read as. `author`: whose doing it is. */
export type Reading = Pick<Told, 'kind' | 'event' | 'direction' | 'channel'> &
  Partial<
    Pick<Told, 'objectId' | 'text' | 'subject' | 'consents' | 'amount' | 'currency' | 'conversation'>
  > & {
    readonly author: 'contact' | 'company';
    /** Whether the object changes: its time is then its revision. */
    readonly changes?: boolean;
  };

type Reader = (form: URLSearchParams, region: string) => Reading;

function consentOf(
  type: 'email' | 'phone',
  value: string | null,
  state: 'granted' | 'denied',
): ReadonlyArray<ConsentStatement> {
  return value === null
    ? []
    : [
        {
          identifierType: type,
          identifierValue: value,
          purpose: type === 'phone' ? 'sms' : 'email',
          state,
          trusted: true,
        },
      ];
}

const emailOf = (form: URLSearchParams): string | null => normalizeEmail(form.get('contact[email]') ?? '');
const idIn = (form: URLSearchParams, kind: string): string | undefined => valueOf(form, `${kind}[id]`);
const named = (kind: string, id: string | undefined): { objectId?: string } =>
  id === undefined ? {} : { objectId: `${kind}/${id}` };

const record =
  (event: string): Reader =>
  (form) => ({
    kind: 'record',
    event,
    direction: 'none',
    channel: 'crm',
    author: 'contact',
    changes: true,
    ...named('contact', idIn(form, 'contact')),
  });

/** A list of 0 is none: then a contact was added, and nobody has agreed to anything. */
const subscribe: Reader = (form, region) =>
  (form.get('list') ?? '0') === '0'
    ? record('created')(form, region)
    : {
        kind: 'consent',
        event: 'granted',
        direction: form.get('initiated_from') === 'public' ? 'inbound' : 'none',
        channel: 'email',
        author: 'contact',
        consents: consentOf('email', emailOf(form), 'granted'),
      };

const unsubscribe: Reader = (form) => ({
  kind: 'consent',
  event: 'denied',
  direction: form.get('initiated_from') === 'public' ? 'inbound' : 'none',
  channel: 'email',
  author: 'contact',
  text: valueOf(form, 'unsubscribe[reason]'),
  consents: consentOf('email', emailOf(form), 'denied'),
});

const campaign = (event: string, direction: 'inbound' | 'outbound'): Reader => {
  return (form) => ({
    kind: 'status',
    event,
    direction,
    channel: 'email',
    author: direction === 'inbound' ? 'contact' : 'company',
    subject: valueOf(form, 'campaign[message][subject]', 'campaign[name]'),
  });
};

const reply: Reader = (form) => ({
  kind: 'message',
  event: 'received',
  direction: 'inbound',
  channel: 'email',
  author: 'contact',
  subject: valueOf(form, 'campaign[message][subject]', 'campaign[name]'),
  text: valueOf(form, 'message'),
});

const note =
  (of: 'contact' | 'deal'): Reader =>
  (form) => ({
    kind: 'note',
    event: 'created',
    direction: 'internal',
    channel: 'crm',
    author: 'company',
    ...named('note', idIn(form, 'note')),
    text: valueOf(form, 'note[text]', 'note'),
    ...(of === 'deal' ? { subject: valueOf(form, 'deal[title]') } : {}),
  });

const task =
  (event: string, of: 'contact' | 'deal'): Reader =>
  (form) => ({
    kind: 'task',
    event,
    direction: 'internal',
    channel: 'crm',
    author: 'company',
    changes: true,
    ...named(`${of}-task`, idIn(form, 'task')),
    subject: valueOf(form, 'task[title]', 'task[type_title]'),
    text: valueOf(form, 'task[note]'),
  });

const deal =
  (event: string): Reader =>
  (form) => {
    const amount = Number(form.get('deal[value]')?.replaceAll(',', '') || NaN);
    return {
      kind: 'record',
      event,
      direction: 'none',
      channel: 'crm',
      author: 'contact',
      changes: true,
      ...named('deal', idIn(form, 'deal')),
      subject: valueOf(form, 'deal[title]'),
      amount,
      ...(form.get('deal[currency]') ? { currency: form.get('deal[currency]')?.toUpperCase() } : {}),
    };
  };

const company =
  (event: string): Reader =>
  (form) => ({
    kind: 'record',
    event,
    direction: 'none',
    channel: 'crm',
    author: 'company',
    changes: true,
    ...named('account', idIn(form, 'account')),
    subject: valueOf(form, 'account[name]'),
  });

const smsReply: Reader = (form) => ({
  kind: 'message',
  event: 'received',
  direction: 'inbound',
  channel: 'sms',
  author: 'contact',
  text: valueOf(form, 'sms[reply]'),
});

const smsSent: Reader = (form) => ({
  kind: 'status',
  event: form.get('sms[successful]') === '0' ? 'failed' : 'sent',
  direction: 'outbound',
  channel: 'sms',
  author: 'company',
  text: valueOf(form, 'sms[comment]'),
});

const smsUnsubscribe: Reader = (form, region) => ({
  kind: 'consent',
  event: 'denied',
  direction: 'inbound',
  channel: 'sms',
  author: 'contact',
  consents: consentOf(
    'phone',
    normalizePhone(valueOf(form, 'sms[phone]', 'contact[phone]') ?? '', region),
    'denied',
  ),
});

/** https://developers.activecampaign.com/page/webhooks: the types that carry an interaction. */
export const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['subscribe', subscribe],
  ['unsubscribe', unsubscribe],
  ['contact_add', record('created')],
  ['update', record('changed')],
  ['contact_tag_added', record('changed')],
  ['contact_tag_removed', record('changed')],
  ['account_contact_add', record('changed')],
  ['account_contact_update', record('changed')],
  ['account_add', company('created')],
  ['account_update', company('changed')],
  ['sent', campaign('sent', 'outbound')],
  ['bounce', campaign('bounced', 'outbound')],
  ['open', campaign('opened', 'inbound')],
  ['click', campaign('clicked', 'inbound')],
  ['forward', campaign('forwarded', 'inbound')],
  ['share', campaign('shared', 'inbound')],
  ['reply', reply],
  ['subscriber_note', note('contact')],
  ['deal_note_add', note('deal')],
  ['contact_task_add', task('created', 'contact')],
  ['contact_task_complete', task('completed', 'contact')],
  ['deal_task_add', task('created', 'deal')],
  ['deal_task_complete', task('completed', 'deal')],
  ['deal_add', deal('created')],
  ['deal_update', deal('changed')],
  ['sms_reply', smsReply],
  ['sms_sent', smsSent],
  ['sms_unsub', smsUnsubscribe],
]);

/** What has no id of its own is told apart by all that was sent, its time among it; a repetition is the same. */
export const contentId = (type: string, body: string): string => `${type || 'event'}/${sha256(body)}`;
