import type {
  Attachment,
  ConsentStatement,
  Identifier,
  Interaction,
  Participant,
} from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { Manifest } from '../contract.ts';
import { derivedId, interactionIdOf } from './ids.ts';
import { stringOf } from './json.ts';
import { languageOf } from './language.ts';
import { cleanText } from './text.ts';
import { occurredAt } from './time.ts';

/** What a platform tells of an interaction; everything else follows from the raw record and the manifest. */
export interface Told {
  /** The vendor account it happened in: part of the id. */
  readonly account: string;
  /** The vendor's own id of the object: part of the id. */
  readonly objectId: string;
  /** Epoch milliseconds of the vendor's change; 0 for what never changes. The highest wins. */
  readonly revision?: number;
  readonly channel: string;
  readonly kind: string;
  readonly event: string;
  readonly vendorEvent?: string | undefined;
  readonly direction: 'inbound' | 'outbound' | 'internal' | 'none';
  readonly state?: 'active' | 'deleted';
  /** Epoch milliseconds by the vendor's word; absent where it gives none. */
  readonly occurredAt?: number | null | undefined;
  /** The vendor's id of the thread, within the account. */
  readonly conversation?: string | undefined;
  readonly subject?: unknown;
  readonly text?: unknown;
  readonly quotedText?: unknown;
  readonly participants?: ReadonlyArray<Participant>;
  readonly attachments?: ReadonlyArray<Attachment>;
  readonly link?: string | undefined;
  readonly durationSeconds?: number | undefined;
  readonly amount?: number | undefined;
  readonly currency?: string | undefined;
  readonly properties?: Readonly<Record<string, string | undefined>>;
  readonly consents?: ReadonlyArray<ConsentStatement>;
}

const MOST_PROPERTIES = 60;
const LONGEST_PROPERTY = 1_000;
const LONGEST_ID = 1_000;
const MOST_IDENTIFIERS = 20;

/** A number that the schema's `double` and whoever reads it take; null for anything else. */
const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

/** A number that the schema's `long` takes; beyond 2^53 no digit could be trusted. */
const whole = (value: number): number | null => (Number.isSafeInteger(value) ? value : null);

const UNSTORABLE = /[\0\uD800-\uDFFF]/;

/** A vendor's text as every store takes it: without NUL (PostgreSQL refuses it) and without half a surrogate pair. */
const storable = (text: string): string =>
  UNSTORABLE.test(text) ? text.replaceAll('\0', '').toWellFormed() : text;

function boundedProperties(properties: Told['properties']): Record<string, string> {
  const kept: Record<string, string> = {};
  let count = 0;
  for (const name in properties) {
    const value = properties[name];
    if (value === undefined || value === '') continue;
    kept[storable(name).slice(0, 100)] = storable(value.slice(0, LONGEST_PROPERTY));
    if ((count += 1) >= MOST_PROPERTIES) break;
  }
  return kept;
}

/** An Interaction out of what a platform told of it. */
export function interaction(manifest: Manifest, raw: RawRecord, told: Told): Interaction {
  const account = storable(told.account);
  const objectId = storable(told.objectId).slice(0, LONGEST_ID);
  const interactionId = interactionIdOf(manifest.id, account, objectId);
  const revision = whole(told.revision ?? 0) ?? 0;
  const text = cleanText(told.text);
  const when = occurredAt(told.occurredAt, raw.receivedAt);
  return {
    interactionId,
    revision,
    documentId: derivedId(interactionId, String(revision)),
    reading: manifest.reading,
    platform: manifest.id,
    account,
    sourceId: raw.sourceId,
    family: manifest.family,
    objectId,
    channel: told.channel,
    kind: told.kind,
    event: storable(told.event),
    vendorEvent: storable(told.vendorEvent ?? ''),
    direction: told.direction,
    state: told.state ?? 'active',
    occurredAt: when.occurredAt,
    occurredAtSource: when.occurredAtSource,
    receivedAt: raw.receivedAt,
    conversationId:
      told.conversation === undefined
        ? null
        : `${manifest.id}:${account}:${storable(told.conversation).slice(0, LONGEST_ID)}`,
    subject: cleanText(told.subject),
    text,
    quotedText: cleanText(told.quotedText),
    language: languageOf(text),
    participants: told.participants ?? [],
    attachments: told.attachments ?? [],
    link: told.link === undefined ? null : storable(told.link),
    durationSeconds: finite(told.durationSeconds),
    amount: finite(told.amount),
    currency: told.currency ?? null,
    properties: boundedProperties(told.properties),
    consents: told.consents ?? [],
    provenance: {
      digest: raw.digest,
      deliveryId: raw.deliveryId,
      topic: raw.position?.topic ?? '',
      partition: raw.position?.partition ?? -1,
      offset: raw.position?.offset ?? -1,
      verification: raw.verification,
    },
  };
}

interface Person {
  readonly role: 'customer' | 'agent' | 'bot' | 'system';
  readonly author?: boolean;
  readonly name?: unknown;
  readonly identifiers?: ReadonlyArray<Identifier>;
  readonly traits?: Readonly<Record<string, unknown>>;
}

/** A participant; traits that are no text or number are left out. */
export function participant(person: Person): Participant {
  const traits: Record<string, string> = {};
  for (const [name, value] of Object.entries(person.traits ?? {})) {
    const text = typeof value === 'number' ? String(value) : cleanText(value);
    if (text !== null) traits[storable(name).slice(0, 100)] = text.slice(0, LONGEST_PROPERTY).toWellFormed();
  }
  return {
    role: person.role,
    author: person.author ?? false,
    name: cleanText(person.name),
    identifiers: (person.identifiers ?? [])
      .slice(0, MOST_IDENTIFIERS)
      .map((one) => ({ ...one, value: storable(one.value).slice(0, LONGEST_ID) })),
    traits,
  };
}

/** An attachment; whatever is not known is null. @param known `size` in bytes, as a number or its digits; anything else is not known */
export const attachment = ({
  size,
  ...known
}: Partial<Omit<Attachment, 'size'>> & { readonly size?: unknown }): Attachment => ({
  id: null,
  name: null,
  contentType: null,
  sha256: null,
  url: null,
  ...known,
  size: whole(Number(stringOf(size) ?? NaN)),
});
