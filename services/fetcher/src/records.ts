import { createHash } from 'node:crypto';
import type { SourceDirectory } from '@throughline/connections';
import type { ReceivedAt } from '@throughline/following';
import type { FetchedObject, Pointer } from '@throughline/platforms';
import { encodeRaw, isLarge, sealRecord, type BodyStore, type RawRecord } from '@throughline/raw';
import { rawTopic, type Family, type FetchRequest } from '@throughline/schemas';
import type { OutgoingRecord, Producer } from '@throughline/streams';

/** A source as what came from it is filed. */
export interface Origin {
  readonly id: string;
  readonly platform: string;
  readonly family: string;
}

/** What an object of a vendor's API was brought for. */
export interface Cause {
  /** Its `objectKey`. */
  readonly object: string;
  readonly change: string;
  readonly found: boolean;
  readonly deliveryId: string;
  /** Of the delivery that told of it: the chain of evidence. Empty where none did. */
  readonly digest: string;
}

const fetchedRecord = (origin: Origin, object: FetchedObject, cause: Cause, receivedAt: number): RawRecord =>
  sealRecord({
    platform: origin.platform,
    sourceId: origin.id,
    family: origin.family,
    method: 'FETCH',
    url: object.url,
    headers: {
      ...object.headers,
      'x-fetch-object': cause.object,
      'x-fetch-change': cause.change,
      'x-fetch-found': String(cause.found),
      ...(cause.digest !== '' && { 'x-fetch-asked-by': cause.digest }),
    },
    body: object.body,
    receivedAt,
    deliveryId: cause.deliveryId,
    key: cause.object,
    verification: 'vendor-api',
  });

/**
 * The raw records of what the vendor's API gave for an object.
 * @param receivedAt of the object, as the receipts have it: the revision where the vendor gives no time of change
 */
export function fetchedRecords(
  origin: Origin,
  objects: ReadonlyArray<FetchedObject>,
  cause: Cause,
  receivedAt: ReceivedAt,
): RawRecord[] {
  const at = receivedAt.get(cause.object);
  if (at === undefined) throw new Error(`${cause.object} is written without a receipt`);
  return objects.map((object) => fetchedRecord(origin, object, cause, at));
}

/** A pointer that no delivery brought: a feed, or a day of history. */
export const requestOf = (
  origin: Origin,
  pointer: Pointer,
  how: Pick<FetchRequest, 'lane' | 'deliveryId' | 'requestedAt'>,
): FetchRequest => ({
  platform: origin.platform,
  sourceId: origin.id,
  family: origin.family,
  objectType: pointer.objectType,
  objectId: pointer.objectId,
  change: pointer.change,
  parameters: pointer.parameters,
  digest: '',
  ...how,
});

/** More than this and they are remembered as one: what is kept of each job stays small. */
const MOST_HASHES = 200;

/** What is read of an object: its bytes, and the headers that its platform kept beside. */
const hashOf = ({ headers, body }: FetchedObject): string =>
  createHash('sha256').update(JSON.stringify(headers)).update('\0').update(body).digest('hex').slice(0, 32);

/** Of what objects hold, whatever they were asked for: a hash of each. */
export function contentHashOf(objects: ReadonlyArray<FetchedObject>): string {
  const hashes = objects.map(hashOf);
  return hashes.length <= MOST_HASHES
    ? hashes.join(' ')
    : createHash('sha256').update(hashes.join(' ')).digest('hex');
}

/** Those that were not among the objects of that content hash. */
export function newAmong(
  objects: ReadonlyArray<FetchedObject>,
  contentHash: string | null | undefined,
): ReadonlyArray<FetchedObject> {
  if (contentHash === contentHashOf(objects)) return [];
  const known = new Set((contentHash ?? '').split(' '));
  return objects.filter((object) => !known.has(hashOf(object)));
}

/** Writes raw records. */
export interface Recorder {
  /** Durable when it resolves. */
  write(records: ReadonlyArray<RawRecord>): Promise<void>;
}

export function createRecorder(deps: {
  readonly directory: Pick<SourceDirectory, 'get'>;
  readonly bodies: BodyStore;
  readonly producer: Pick<Producer, 'sendAll'>;
}): Recorder {
  async function toKafka(record: RawRecord): Promise<OutgoingRecord> {
    if (isLarge(record)) await deps.bodies.put(record.digest, record.body);
    const topic = deps.directory.get(record.sourceId)?.topic ?? rawTopic(record.family as Family);
    return { topic, ...encodeRaw(record) };
  }
  return {
    async write(records) {
      if (records.length > 0) await deps.producer.sendAll(await Promise.all(records.map(toKafka)));
    },
  };
}
