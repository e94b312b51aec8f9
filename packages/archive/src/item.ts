import type { Anchor, Attachment, Interaction, Participant } from '@throughline/schemas';
import type { ArchivedDocument } from './document.ts';

/** Around each match in a highlight. Private-use characters: the viewer escapes the text first and marks it up then. */
export const HIGHLIGHT_START = '\u{E000}';
export const HIGHLIGHT_END = '\u{E001}';

/** An interaction as searches and timelines show it: its newest revision. Times are epoch milliseconds, UTC. */
export interface Item {
  /** The document: this revision. */
  readonly id: string;
  readonly interactionId: string;
  readonly revision: number;
  readonly platform: string;
  readonly sourceId: string;
  readonly channel: string;
  readonly kind: string;
  readonly event: string;
  readonly vendorEvent: string;
  readonly direction: string;
  /** `active`, or `deleted`: then subject, text and attachments are withheld. */
  readonly state: string;
  readonly occurredAt: number;
  /** Whose it was when it was resolved; identity knows whose it is now. Null where nobody's. */
  readonly customerId: string | null;
  readonly anchors: ReadonlyArray<Anchor>;
  readonly conversationId: string | null;
  readonly subject: string | null;
  readonly text: string | null;
  readonly language: string | null;
  readonly participants: ReadonlyArray<Participant>;
  readonly attachments: ReadonlyArray<Attachment>;
  readonly link: string | null;
  readonly durationSeconds: number | null;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly properties: Readonly<Record<string, string>>;
  /** Of the raw record that it was read from, and when that was received. */
  readonly digest: string;
  readonly receivedAt: number;
  /** Plain text with {@link HIGHLIGHT_START} and {@link HIGHLIGHT_END} around what matched; to be escaped like any text. */
  readonly highlights: ReadonlyArray<string>;
}

/** What {@link itemOf} reads of a document. */
export const ITEM_FIELDS: ReadonlyArray<keyof ArchivedDocument> = [
  ...([
    'documentId',
    'interactionId',
    'revision',
    'reading',
    'platform',
    'sourceId',
    'channel',
    'kind',
    'event',
  ] as const),
  ...([
    'vendorEvent',
    'direction',
    'state',
    'occurredAt',
    'receivedAt',
    'conversationId',
    'subject',
    'text',
  ] as const),
  ...(['language', 'participants', 'attachments', 'link', 'durationSeconds', 'amount', 'currency'] as const),
  ...(['properties', 'provenance', 'anchorDetails'] as const),
];

export type ItemSource = Pick<
  ArchivedDocument,
  (keyof Interaction & keyof ArchivedDocument) | 'anchorDetails'
>;

export function itemOf(source: ItemSource, highlights: ReadonlyArray<string>): Item {
  const deleted = source.state === 'deleted';
  const owner = source.anchorDetails.find((anchor) => anchor.author) ?? source.anchorDetails[0];
  return {
    id: source.documentId,
    interactionId: source.interactionId,
    revision: source.revision,
    platform: source.platform,
    sourceId: source.sourceId,
    channel: source.channel,
    kind: source.kind,
    event: source.event,
    vendorEvent: source.vendorEvent,
    direction: source.direction,
    state: source.state,
    occurredAt: source.occurredAt,
    customerId: owner?.customerId ?? null,
    anchors: source.anchorDetails,
    conversationId: source.conversationId,
    subject: deleted ? null : source.subject,
    text: deleted ? null : source.text,
    language: source.language,
    participants: source.participants,
    attachments: deleted ? [] : source.attachments,
    link: source.link,
    durationSeconds: source.durationSeconds,
    amount: source.amount,
    currency: source.currency,
    properties: deleted ? {} : source.properties,
    digest: source.provenance.digest,
    receivedAt: source.receivedAt,
    highlights,
  };
}
