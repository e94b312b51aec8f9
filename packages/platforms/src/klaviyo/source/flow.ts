import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import {
  interaction,
  objectOf,
  parseSeconds,
  parseTime,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { metricOf, slugOf } from './metrics.ts';
import { personOf } from './profile.ts';

const textsOf = (values: Json): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      stringOf(value) ?? (value === null || value === undefined ? undefined : JSON.stringify(value)),
    ]),
  );

/**
 * What a flow’s webhook action sends is up to its author. The README proposes
 * `{ event_id, metric, time, flow, text, profile: { id, email, phone_number, external_id, first_name, last_name }, properties }`;
 * anything else is kept with its JSON as `other`.
 */
export function flowInteraction(raw: RawRecord, body: Json, account: string, region: string): Interaction {
  const attributes = objectOf(body['profile']);
  const person = personOf(attributes, stringOf(attributes['id']), account, region, true);
  const name = stringOf(body['metric']);
  const known = person !== undefined && name !== undefined;
  const metric = metricOf(slugOf(name ?? 'other'));
  const id = stringOf(body['event_id']);
  const json = JSON.stringify(body);
  return interaction(manifest, raw, {
    account,
    // The same event may pass several flows: each tells of it for a purpose of its own.
    objectId: `flow/${stringOf(body['flow']) ?? ''}/${id ?? sha256(json)}`,
    channel: known ? metric.channel : 'email',
    kind: !known ? 'other' : metric.kind,
    event: known ? metric.event : 'other',
    vendorEvent: name ?? 'flow',
    direction: known ? metric.direction : 'none',
    occurredAt: parseTime(body['time']) ?? parseSeconds(body['time']),
    text: stringOf(body['text']) ?? (known ? undefined : json),
    participants: person === undefined ? [] : [person],
    properties: { flow: stringOf(body['flow']), ...textsOf(objectOf(body['properties'])) },
  });
}
