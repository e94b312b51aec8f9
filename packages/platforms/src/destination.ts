import type { Interaction } from '@throughline/schemas';
import type { z } from 'zod';
import type { HttpClient } from './contract.ts';
import type { DestinationError } from './destination-errors.ts';

/** A field of a contact that values may be mapped to. */
interface DestinationField {
  /** The vendor's name of it. */
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'email' | 'phone' | 'number' | 'date' | 'boolean';
}

/** One line of a mapping. Only what is mapped leaves the house. */
export interface FieldMapping {
  /** `email`, `phone`, `customerId`, `traits.<name>` or `consent.<purpose>`. */
  readonly from: string;
  /** The vendor's field. */
  readonly to: string;
}

/** A contact as it shall stand in the destination. */
export interface ContactWrite {
  /** Our name of the record; comes back with its result. */
  readonly record: string;
  readonly customerId: string;
  /** Customers merged into this one: a remote contact that carries one of these ids may be taken over. */
  readonly aliases: ReadonlyArray<string>;
  /** The vendor's id where the ledger knows it. */
  readonly remoteId: string | null;
  /** The customer whose contact this was merged into; null for a living one. */
  readonly mergedInto: string | null;
  /** By the vendor's field name. An empty string clears the field. */
  readonly fields: Readonly<Record<string, string>>;
}

/** An interaction as it shall stand on its customers' timelines. */
export interface ActivityWrite {
  readonly record: string;
  readonly interaction: Interaction;
  /** Where it already stands. */
  readonly remote: { readonly type: string; readonly id: string } | null;
  /** The vendor's ids of the contacts it belongs to. */
  readonly contacts: ReadonlyArray<string>;
}

/** An entry that stands on timelines which are not its customers' any more. */
export interface ActivityMove {
  readonly record: string;
  readonly remote: { readonly type: string; readonly id: string };
  /** The vendor's ids of the contacts that it is taken from. */
  readonly from: ReadonlyArray<string>;
  /** Those that it belongs to; it may stand there already. */
  readonly to: ReadonlyArray<string>;
}

export type WriteResult =
  | {
      readonly record: string;
      readonly ok: true;
      readonly created: boolean;
      readonly remoteType: string;
      readonly remoteId: string;
      /** False where the remote record is another customer's of ours: it is linked to, never written by this record. */
      readonly owned: boolean;
      /** Fields that were left out because another remote record holds the value. */
      readonly withheld: ReadonlyArray<string>;
    }
  | { readonly record: string; readonly ok: false; readonly error: DestinationError };

/** What an answer's headers say of the vendor's limits. Every member is absent where the vendor does not say. */
export interface LimitReading {
  /** Requests per `intervalMs`. */
  readonly max?: number;
  readonly intervalMs?: number;
  /** Requests left in the current interval. */
  readonly remaining?: number;
  /** Nothing may be sent for so long. */
  readonly blockedMs?: number;
}

/** One connection to one account, with its credentials. */
export interface DestinationSession {
  /** Creates in the destination what we recognise our records by. Idempotent. @throws DestinationError */
  install(): Promise<void>;
  /** One result for each, in any order. @throws DestinationError where nothing can be said of single records */
  upsertContacts(batch: ReadonlyArray<ContactWrite>): Promise<ReadonlyArray<WriteResult>>;
  /** One result for each, in any order. @throws DestinationError where nothing can be said of single records */
  writeActivities(batch: ReadonlyArray<ActivityWrite>): Promise<ReadonlyArray<WriteResult>>;
  /**
   * Moves entries between timelines; idempotent. Absent where the vendor cannot: a person is told then.
   * @throws DestinationError where nothing can be said of single records
   */
  moveActivities?(batch: ReadonlyArray<ActivityMove>): Promise<ReadonlyArray<WriteResult>>;
}

/**
 * A vendor's way out. `http` is lent by the caller, who paces it to the budget and reads the limits of each answer;
 * a destination does no other I/O.
 */
export interface Destination<Settings = unknown> {
  readonly id: string;
  readonly name: string;
  readonly docs: string;
  readonly settings: z.ZodType<Settings>;
  /** Settings that are encrypted and never shown again. */
  readonly secretSettings: ReadonlyArray<string>;
  readonly fields: ReadonlyArray<DestinationField>;
  readonly defaultMapping: ReadonlyArray<FieldMapping>;
  /** A contact is written only when one of these fields has a value: nobody wants nameless visitors in a CRM. */
  readonly identifyingFields: ReadonlyArray<string>;
  /**
   * `keyed`: the vendor's upsert by an id of ours, so a repeat cannot create a second one.
   * `findable`: a marker is planted and looked up before a repeat. `blind`: an unknown outcome stops for a person.
   */
  readonly creation: 'keyed' | 'findable' | 'blind';
  readonly limits: {
    /** Records per call. */
    readonly batchSize: number;
    /** What the vendor's documentation allows; what its headers say outranks it. */
    readonly requests: { readonly max: number; readonly intervalMs: number };
    read(answer: {
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
    }): LimitReading;
  };
  /** Whether an interaction of this kind stands on a timeline. */
  takesActivity(interaction: Interaction): boolean;
  connect(settings: Settings, http: HttpClient): DestinationSession;
}

/**
 * Reads a `Retry-After` header (RFC 9110, section 10.2.3: seconds or an HTTP date).
 * @returns milliseconds from `now` (epoch milliseconds), at least 0; undefined where absent or unreadable
 */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined || value.trim() === '') return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds * 1000));
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
