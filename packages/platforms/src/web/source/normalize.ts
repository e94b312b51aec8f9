import type { ConsentStatement, Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import {
  arrayOf,
  interaction,
  meaningOf,
  objectOf,
  ownValue,
  parseJson,
  parseTime,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { header, textOf } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import { author, type Trust } from './people.ts';

/** One company's own events share one account: their ids are the senders' own. */
const ACCOUNT = 'web';
const MOST_EVENTS = 500;

/** Events of a kind of their own; every other name is kept as it is, kind `event`. */
const KINDS: Readonly<Record<string, string>> = { form_submitted: 'form', order_placed: 'order' };

const CONSENT_STATES: Readonly<Record<string, string>> = {
  granted: 'granted',
  true: 'granted',
  denied: 'denied',
  withdrawn: 'denied',
  false: 'denied',
};

interface Call {
  readonly raw: RawRecord;
  readonly event: Json;
  readonly trust: Trust;
  /** Keeps events of one batch apart that have no id of their own. */
  readonly index: number;
}

/** The sender's message id; else a hash with its time; else with ours, because a visible duplicate beats a lost message. */
function objectIdOf({ raw, event, index }: Call): string {
  const id = stringOf(event['messageId']);
  if (id !== undefined) return id.slice(0, 200);
  const time = stringOf(event['timestamp']) ?? `${raw.receivedAt}/${index}`;
  return `content/${sha256(JSON.stringify([time, event]))}`;
}

const numberOf = (value: unknown): number | undefined => {
  const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN;
  return Number.isFinite(number) ? number : undefined;
};

function textsOf(properties: Json): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

function track(call: Call, name: string): Interaction {
  const { raw, event, trust } = call;
  const properties = objectOf(event['properties']);
  const page = objectOf(objectOf(event['context'])['page']);
  return interaction(manifest, raw, {
    account: ACCOUNT,
    objectId: objectIdOf(call),
    channel: 'web',
    kind: ownValue(KINDS, name) ?? 'event',
    event: name,
    vendorEvent: name,
    direction: 'inbound',
    occurredAt: parseTime(event['timestamp']) ?? parseTime(event['originalTimestamp']),
    conversation: stringOf(event['sessionId']),
    subject: properties['title'] ?? page['title'] ?? properties['name'],
    text: properties['question'] ?? properties['text'] ?? properties['message'],
    participants: [author(event, trust)],
    durationSeconds: numberOf(properties['seconds'] ?? properties['duration']),
    amount: numberOf(properties['total'] ?? properties['revenue'] ?? properties['amount']),
    currency: stringOf(properties['currency']),
    link: stringOf(properties['url']) ?? stringOf(page['url']),
    properties: textsOf(properties),
  });
}

const identify = (call: Call): Interaction =>
  interaction(manifest, call.raw, {
    account: ACCOUNT,
    objectId: objectIdOf(call),
    channel: 'web',
    kind: 'record',
    event: 'identified',
    vendorEvent: 'identify',
    direction: 'none',
    occurredAt: parseTime(call.event['timestamp']),
    participants: [author(call.event, call.trust)],
  });

/** `true`, `"true"` and `"TRUE"` say the same. */
const wordOf = (value: unknown): string =>
  (typeof value === 'boolean' ? String(value) : (stringOf(value) ?? '')).toLowerCase();

function consent(call: Call): Interaction {
  const { event, trust } = call;
  const person = author(event, trust);
  const state = ownValue(CONSENT_STATES, wordOf(event['state'] ?? event['granted']));
  const purpose = stringOf(event['purpose']) ?? 'marketing';
  if (state === undefined) throw platformErrors.fieldMissing({ detail: { path: 'state' } });
  const channelOfPurpose: Readonly<Record<string, string>> = { sms: 'phone', email: 'email' };
  const wanted = channelOfPurpose[purpose];
  const about = person.identifiers.filter((one) => wanted === undefined || one.type === wanted);
  const statements = (about.length > 0 ? about : person.identifiers).map((one): ConsentStatement => ({
    identifierType: one.type,
    identifierValue: one.value,
    purpose,
    state,
    trusted: trust.trusted,
  }));
  return interaction(manifest, call.raw, {
    account: ACCOUNT,
    objectId: objectIdOf(call),
    channel: 'web',
    kind: 'consent',
    event: state,
    vendorEvent: 'consent',
    direction: 'inbound',
    occurredAt: parseTime(event['timestamp']),
    participants: [person],
    consents: statements,
  });
}

const isFormBody = (raw: RawRecord): boolean => (header(raw, 'content-type') ?? '').includes('urlencoded');

function form(raw: RawRecord, formId: string, trust: Trust): Interaction {
  const isForm = isFormBody(raw);
  const body = isForm ? {} : objectOf(parseJson(raw.body));
  const entries = isForm
    ? [...new URLSearchParams(textOf(raw.body))]
    : Object.entries(objectOf(body['fields'] ?? body)).flatMap(([name, value]): Array<[string, string]> => {
        const text = Array.isArray(value) ? value.map(String).join(', ') : stringOf(value);
        return text === undefined ? [] : [[name, text]];
      });
  const fields = entries.filter(([name]) => name !== 'writeKey');
  const given = Object.fromEntries(fields);
  const meaning = meaningOf(fields);
  const { text, email, phone, ...traits } = meaning;
  const event: Json = {
    messageId: body['messageId'] ?? given['messageId'],
    timestamp: body['timestamp'] ?? given['timestamp'],
    anonymousId: body['anonymousId'] ?? given['anonymousId'],
    userId: body['userId'] ?? given['userId'],
    traits: {
      ...traits,
      ...(email === undefined ? {} : { email }),
      ...(phone === undefined ? {} : { phone }),
    },
    fields: given,
  };
  const call = { raw, event, trust, index: 0 };
  return interaction(manifest, raw, {
    account: ACCOUNT,
    objectId: objectIdOf(call),
    channel: 'form',
    kind: 'form',
    event: 'form_submitted',
    vendorEvent: formId,
    direction: 'inbound',
    occurredAt: parseTime(event['timestamp']),
    subject: formId,
    text: text ?? fields.map(([name, value]) => `${name}: ${value}`).join('\n'),
    participants: [author(event, trust)],
    link: header(raw, 'referer'),
    properties: { form: formId, ...given },
  });
}

/** One call of the API; `type` in a batch is what the path is for a single one. */
function read(call: Call, type: string): Interaction {
  switch (type) {
    case 'identify':
      return identify(call);
    case 'consent':
      return consent(call);
    case 'page':
    case 'screen':
      return track(call, 'viewed');
    case 'track':
      return track(call, stringOf(call.event['event'])?.slice(0, 100) ?? 'other');
    default:
      return { ...track(call, 'other'), kind: 'other', text: JSON.stringify(call.event) };
  }
}

/** The call that a URL makes: what stands behind `/v1/` or behind the source's id. */
const callOf = (url: string): ReadonlyArray<string> =>
  (/\/(?:v1|webhooks\/web\/[^/?]+)\/([^?#]*)/.exec(url)?.[1] ?? '').split('/').filter(Boolean);

export function normalize(raw: RawRecord, context: NormalizeContext): ReadonlyArray<Interaction> {
  const trust = {
    trusted: raw.verification === 'server-key' || raw.verification === 'signed-user',
    region: context.region,
  };
  const [type = 'track', formId = 'form'] = callOf(raw.url);
  // Whatever a browser submits is a form, also where the page has the address of another call.
  if (type === 'forms' || isFormBody(raw)) return [form(raw, decodeURIComponentSafely(formId), trust)];
  const body = objectOf(parseJson(raw.body));
  if (type !== 'batch') return [read({ raw, event: body, trust, index: 0 }, type)];
  const events = arrayOf(body['batch']);
  if (events.length === 0) throw platformErrors.fieldMissing({ detail: { path: 'batch' } });
  if (events.length > MOST_EVENTS) throw platformErrors.bodyUnreadable({ detail: { most: MOST_EVENTS } });
  return events.map((item, index) => {
    const event = objectOf(item);
    return read({ raw, event, trust, index }, stringOf(event['type']) ?? 'track');
  });
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
