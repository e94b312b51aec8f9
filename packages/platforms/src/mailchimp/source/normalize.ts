import type { ConsentStatement, Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import { interaction, normalizeEmail, parseTime, sha256, stringOf, type Told } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import { memberOf } from './member.ts';

function consentOf(form: URLSearchParams, state: 'granted' | 'denied'): ReadonlyArray<ConsentStatement> {
  const email = normalizeEmail(form.get('data[email]') ?? '');
  if (email === null) return [];
  return [{ identifierType: 'email', identifierValue: email, purpose: 'email', state, trusted: true }];
}

/** What Mailchimp sends has no id of its own: its type, its time and what it is of tell it apart, as they do over a retry. */
function eventId(form: URLSearchParams, type: string): string {
  const parts = ['fired_at', 'data[list_id]', 'data[id]', 'data[email]', 'data[new_id]', 'data[action]'];
  return `${type}/${sha256(JSON.stringify(parts.map((name) => form.get(name))))}`;
}

type Event = Pick<Told, 'objectId' | 'kind' | 'event' | 'direction'> &
  Pick<Partial<Told>, 'revision' | 'consents' | 'state' | 'subject'>;

/** Reads one type of event; `changed` is its time. */
function eventOf(form: URLSearchParams, type: string, changed: number): Event {
  const id = form.get('data[id]') ?? '';
  switch (type) {
    case 'subscribe':
      return {
        objectId: eventId(form, type),
        kind: 'consent',
        event: 'granted',
        direction: 'inbound',
        consents: consentOf(form, 'granted'),
      };
    case 'unsubscribe':
      return {
        objectId: eventId(form, type),
        kind: 'consent',
        event: 'denied',
        direction: 'inbound',
        consents: consentOf(form, 'denied'),
      };
    case 'cleaned': {
      // `hard` is a bounce, `abuse` a complaint: only that one is somebody's will.
      const complained = form.get('data[reason]') === 'abuse';
      return {
        objectId: eventId(form, type),
        kind: complained ? 'consent' : 'status',
        event: complained ? 'complained' : 'bounced',
        direction: complained ? 'inbound' : 'outbound',
        consents: complained ? consentOf(form, 'denied') : [],
      };
    }
    case 'profile':
      return {
        objectId: id === '' ? eventId(form, type) : `member/${id}`,
        revision: changed,
        kind: 'record',
        event: 'changed',
        direction: 'none',
      };
    case 'upemail': {
      // With the address the contact's id changes: the event names both addresses, so that they stay one person's.
      const newId = form.get('data[new_id]') ?? '';
      return {
        objectId: newId === '' ? eventId(form, type) : `member/${newId}`,
        revision: changed,
        kind: 'record',
        event: 'changed',
        direction: 'none',
      };
    }
    case 'campaign':
      return {
        objectId: id === '' ? eventId(form, type) : `campaign/${id}`,
        revision: changed,
        kind: 'status',
        event: form.get('data[status]') ?? 'sent',
        direction: 'outbound',
        subject: form.get('data[subject]'),
      };
    default:
      return { objectId: eventId(form, type), kind: 'other', event: 'other', direction: 'none' };
  }
}

/** What the form says besides, by its own names. */
const propertiesOf = (form: URLSearchParams): Record<string, string> =>
  Object.fromEntries(
    [...form].flatMap(([name, value]) => {
      const path = /^data\[(.+)\]$/.exec(name)?.[1];
      return path === undefined ? [] : [[path.replaceAll('][', '.'), value]];
    }),
  );

/** https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/ */
export function normalize(raw: RawRecord, context: NormalizeContext): ReadonlyArray<Interaction> {
  const text = textOf(raw.body);
  const form = new URLSearchParams(text);
  const type = form.get('type') ?? '';
  const list = form.get('data[list_id]') || 'unknown';
  const firedAt = parseTime(form.get('fired_at'));
  const event = eventOf(form, type, firedAt ?? raw.receivedAt);
  const webId = form.get('data[web_id]');
  const dataCenter = stringOf(context.settings['dataCenter']);
  const member = memberOf(form, list, context.region);
  return [
    interaction(manifest, raw, {
      ...event,
      // Without a time of Mailchimp's the bytes tell the event apart: a visible duplicate beats a lost one.
      objectId:
        firedAt === null && event.revision === undefined
          ? `content/${sha256(`${text}/${raw.receivedAt}`)}`
          : event.objectId,
      account: list,
      channel: 'email',
      vendorEvent: type,
      occurredAt: firedAt,
      text: event.kind === 'other' ? text : undefined,
      participants: member.identifiers.length > 0 && type !== 'campaign' ? [member] : [],
      link:
        webId && dataCenter !== undefined
          ? `https://${dataCenter}.admin.mailchimp.com/audience/contact-profile?contact_id=${encodeURIComponent(webId)}`
          : undefined,
      properties: propertiesOf(form),
    }),
  ];
}
