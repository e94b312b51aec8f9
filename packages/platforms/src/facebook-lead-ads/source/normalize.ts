import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized, Pointer } from '../../contract.ts';
import { changesOf, entriesOf, type Change, type Entry } from '../../meta/entries.ts';
import {
  fetchedOf,
  interaction,
  objectOf,
  parseJson,
  parseTime,
  required,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { partsOf, leadPointer } from './lead.ts';
import { answersOf, checkboxesOf, consentsOf, customerOf } from './person.ts';

const CHANNEL = 'form';

/** A notification points to the lead; one without an id (Meta's own test button sends such) is kept as it is. */
function readChange(raw: RawRecord, entry: Entry, { field, value }: Change): Interaction | Pointer {
  const lead = stringOf(value['leadgen_id']);
  if (field !== 'leadgen' || lead === undefined) return otherOf(raw, entry, field, value);
  const [formId, adId] = [stringOf(value['form_id']), stringOf(value['ad_id'])];
  return leadPointer(stringOf(value['page_id']) ?? entry.id, lead, {
    ...(formId === undefined ? {} : { formId }),
    ...(adId === undefined ? {} : { adId }),
  });
}

/** Whatever else the app's webhook for pages sends to the same URL. */
const otherOf = (raw: RawRecord, entry: Entry, field: string, value: unknown): Interaction =>
  interaction(manifest, raw, {
    account: entry.id,
    objectId: `${field}/${sha256(`${entry.time ?? ''}${JSON.stringify(value)}`)}`,
    channel: CHANNEL,
    kind: 'other',
    event: 'other',
    vendorEvent: field,
    direction: 'none',
    occurredAt: entry.time,
    text: JSON.stringify(value),
  });

function leadOf(raw: RawRecord, page: string, lead: Json, context: NormalizeContext): Interaction {
  const answers = answersOf(lead);
  const person = customerOf(answers, context.region);
  const id = required(lead['id'], 'id');
  return interaction(manifest, raw, {
    account: page,
    objectId: id,
    channel: CHANNEL,
    kind: 'form',
    event: 'submitted',
    vendorEvent: 'leadgen',
    direction: 'inbound',
    occurredAt: parseTime(lead['created_time']),
    conversation: id,
    text: answers.map(([name, value]) => `${name}: ${value}`).join('\n'),
    participants: [person],
    properties: {
      formId: stringOf(lead['form_id']),
      adId: stringOf(lead['ad_id']),
      adName: stringOf(lead['ad_name']),
      adSetId: stringOf(lead['adset_id']),
      adSetName: stringOf(lead['adset_name']),
      campaignId: stringOf(lead['campaign_id']),
      campaignName: stringOf(lead['campaign_name']),
      platform: stringOf(lead['platform']),
      organic: lead['is_organic'] === true ? 'yes' : undefined,
      ...Object.fromEntries(
        checkboxesOf(lead).map(([key, checked]) => [`checkbox:${key}`, checked ? 'yes' : 'no']),
      ),
    },
    consents: consentsOf(lead, person, objectOf(context.settings['consentPurposes'])),
  });
}

/** A lead that Meta no longer has. */
const goneOf = (raw: RawRecord, page: string, lead: string): Interaction =>
  interaction(manifest, raw, {
    account: page,
    objectId: lead,
    revision: raw.receivedAt,
    channel: CHANNEL,
    kind: 'form',
    event: 'deleted',
    vendorEvent: 'leadgen',
    direction: 'inbound',
    state: 'deleted',
    conversation: lead,
  });

export function normalize(raw: RawRecord, context: NormalizeContext): Normalized {
  const fetched = fetchedOf(raw);
  if (fetched !== undefined) {
    const { page, lead } = partsOf(fetched.objectId);
    return fetched.found
      ? [leadOf(raw, page, objectOf(parseJson(raw.body)), context)]
      : [goneOf(raw, page, lead)];
  }
  const { object, entries } = entriesOf(raw.body);
  const read = entries.flatMap((entry) => {
    const changes = changesOf(entry).map((change) => readChange(raw, entry, change));
    return changes.length > 0 ? changes : [otherOf(raw, entry, 'entry', entry.entry)];
  });
  if (read.length > 0) return read;
  const body = Buffer.from(raw.body).toString('utf8');
  return [otherOf(raw, { id: 'unknown', time: null, entry: {} }, object || 'unknown', body)];
}
