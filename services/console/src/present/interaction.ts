import { HIGHLIGHT_END, HIGHLIGHT_START, type ArchivedDocument, type Item } from '@throughline/archive';
import type { Anchor, Participant } from '@throughline/schemas';
import type { InteractionDetail, InteractionItem } from '../api/interactions.ts';
import { momentOf, type Segment } from '../api/shapes.ts';

/** Whose an anchor is, by its identifier and the time of the interaction (epoch milliseconds): numbers are recycled. */
export type Owners = (anchor: string, at: number) => string | undefined;

type Shown = Pick<Item, 'participants' | 'anchors' | 'occurredAt'>;

/** The anchor that an interaction is shown under: the asked customer's, else the author's, else the first. */
function shownAnchor({ anchors, occurredAt }: Shown, owners: Owners, wanted?: string): Anchor | undefined {
  const owned =
    wanted === undefined
      ? undefined
      : anchors.find((anchor) => owners(anchor.identifier, occurredAt) === wanted);
  return owned ?? anchors.find((anchor) => anchor.author) ?? anchors[0];
}

const authorOf = (participants: ReadonlyArray<Participant>): string | null => {
  const author = participants.find((participant) => participant.author);
  return author?.name ?? author?.identifiers[0]?.value ?? null;
};

/** The customer as this interaction names them; an anchor that is a conversation names nobody. */
function customerNameOf({ participants }: Shown, anchor: Anchor | undefined): string | null {
  const participant = anchor === undefined ? undefined : participants[anchor.participant];
  return participant?.name ?? participant?.identifiers[0]?.value ?? null;
}

const deletedText = (state: string): boolean => state === 'deleted';

/** Cuts a highlight of the archive at its marks. */
export function segmentsOf(highlight: string): Segment[] {
  const segments: Segment[] = [];
  for (const [index, part] of highlight.split(HIGHLIGHT_START).entries()) {
    const end = index === 0 ? -1 : part.indexOf(HIGHLIGHT_END);
    if (end >= 0) segments.push({ text: part.slice(0, end), hit: true });
    const rest = part.slice(end < 0 ? 0 : end + HIGHLIGHT_END.length).replaceAll(HIGHLIGHT_END, '');
    if (rest !== '') segments.push({ text: rest, hit: false });
  }
  return segments;
}

/** @param wanted the customer whose timeline this is, so that what several share is shown as theirs */
export function interactionItemOf(item: Item, owners: Owners, wanted?: string): InteractionItem {
  const anchor = shownAnchor(item, owners, wanted);
  return {
    id: item.id,
    interactionId: item.interactionId,
    platform: item.platform,
    channel: item.channel,
    kind: item.kind,
    event: item.event,
    direction: item.direction,
    state: item.state,
    occurredAt: momentOf(item.occurredAt),
    customerId: (anchor === undefined ? undefined : owners(anchor.identifier, item.occurredAt)) ?? null,
    customerName: customerNameOf(item, anchor),
    author: authorOf(item.participants),
    subject: item.subject,
    text: item.text,
    highlights: item.highlights.map(segmentsOf),
    conversationId: item.conversationId,
    attachments: item.attachments.length,
    amount: item.amount,
    currency: item.currency,
    durationSeconds: item.durationSeconds,
  };
}

/** A deleted interaction keeps what happened and who took part, and withholds its words. */
export function interactionDetailOf(document: ArchivedDocument, owners: Owners): InteractionDetail {
  const withheld = deletedText(document.state);
  const anchors = document.anchorDetails;
  const item = interactionItemOf(
    {
      ...document,
      id: document.documentId,
      anchors,
      customerId: null,
      digest: document.provenance.digest,
      highlights: [],
      ...(withheld ? { subject: null, text: null, attachments: [], properties: {} } : {}),
    },
    owners,
  );
  const ownerOf = (index: number): string | null => {
    const anchor = anchors.find(({ participant }) => participant === index);
    return (anchor === undefined ? undefined : owners(anchor.identifier, document.occurredAt)) ?? null;
  };
  return {
    ...item,
    revision: document.revision,
    reading: document.reading,
    account: document.account,
    sourceId: document.sourceId,
    objectId: document.objectId,
    vendorEvent: document.vendorEvent,
    receivedAt: momentOf(document.receivedAt),
    occurredAtSource: document.occurredAtSource,
    quotedText: withheld ? null : document.quotedText,
    language: document.language,
    link: document.link,
    participants: document.participants.map((participant, index) => ({
      role: participant.role,
      author: participant.author,
      name: participant.name,
      identifiers: participant.identifiers.map(({ type, value, verified }) => ({ type, value, verified })),
      customerId: ownerOf(index),
    })),
    files: withheld
      ? []
      : document.attachments.map(({ name, contentType, size, sha256 }) => ({
          name,
          contentType,
          size,
          sha256,
        })),
    properties: withheld ? {} : { ...document.properties },
    digest: document.provenance.digest,
    verification: document.provenance.verification,
  };
}
