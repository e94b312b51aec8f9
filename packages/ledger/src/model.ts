import type { Database } from '@throughline/database';
import type { OutboxTables } from '@throughline/outbox';
import type { Delivery, Interaction } from '@throughline/schemas';
import type { Transaction } from 'kysely';

/** The statements of this package are plain SQL; Kysely carries the transaction and the outbox. */
export type LedgerTables = OutboxTables;

export type LedgerDatabase = Database<LedgerTables>;
export type LedgerTransaction = Transaction<LedgerTables>;

export type Lane = 'live' | 'retry' | 'backfill';
/** Their numbers in the table: the lower goes first. */
export const lanes: ReadonlyArray<Lane> = ['live', 'retry', 'backfill'];

export type JobKind = 'contact' | 'activity';

/** What of an interaction a destination is given. */
export type ActivityContent = Interaction;

/** A job in the hands of one worker until its lease ends. */
export interface ClaimedJob {
  readonly id: number;
  readonly connectionId: string;
  readonly record: string;
  readonly kind: JobKind;
  readonly customers: ReadonlyArray<string>;
  readonly interactionId: string | null;
  readonly lane: Lane;
  readonly generation: number;
  readonly revision: number;
  readonly attempt: number;
  /** By the database's clock. */
  readonly claimedAt: Date;
  /** None where the entry is only to be moved. */
  readonly payload: ActivityContent | null;
  /** Of an activity: what it is anchored by, and when it happened (epoch milliseconds). */
  readonly anchors: ReadonlyArray<string> | null;
  readonly occurredAt: number | null;
}

/** What the ledger knows of a record in a destination. */
export interface LedgerRecord {
  readonly record: string;
  readonly remoteType: string | null;
  readonly remoteId: string | null;
  readonly owned: boolean;
  readonly writtenHash: string | null;
  /** A call was begun whose end nobody saw. */
  readonly openIntent: boolean;
  /** Whose mark the remote record bears. */
  readonly marked: string | null;
  /** Of a contact: the fields that we wrote. */
  readonly fields: ReadonlyArray<string> | null;
  /** Of an entry: the remote contacts that it stands with. */
  readonly contacts: ReadonlyArray<string> | null;
}

/** How a claimed job ended. */
export type JobOutcome =
  | {
      readonly job: ClaimedJob;
      readonly outcome: 'created' | 'updated';
      readonly remoteType: string;
      readonly remoteId: string;
      readonly owned: boolean;
      readonly hash: string;
      /** Of a contact: by what it was identified, and the fields that were written. */
      readonly identity?: string | null;
      readonly fields?: ReadonlyArray<string>;
      /** Of an entry: the remote contacts that it stands with now. */
      readonly contacts?: ReadonlyArray<string>;
      /** Written for some of its customers; the contacts of others are still to come. */
      readonly incomplete?: boolean;
    }
  | { readonly job: ClaimedJob; readonly outcome: 'unchanged'; readonly incomplete?: boolean }
  | { readonly job: ClaimedJob; readonly outcome: 'waiting' }
  | { readonly job: ClaimedJob; readonly outcome: 'skipped'; readonly code: string }
  | { readonly job: ClaimedJob; readonly outcome: 'failed'; readonly code: string; readonly message?: string }
  | {
      readonly job: ClaimedJob;
      readonly outcome: 'later';
      /** Milliseconds. */
      readonly delayMs: number;
      /** Whether it counts as an attempt of this record. */
      readonly counts: boolean;
      readonly code?: string;
      readonly message?: string;
    };

export type EncodeDelivery = (delivery: Delivery) => Buffer;

export const contactRecord = (customerId: string): string => `contact:${customerId}`;
export const activityRecord = (interactionId: string): string => `activity:${interactionId}`;
