// Made from the .avsc files by `npm run generate`. Do not edit.

/** What a person allows an identifier to be used for. */
export interface Consent {
  /** type:value */
  readonly identifier: string;
  /** whose it is now */
  readonly customerId: string;
  readonly purpose: string;
  /** granted, denied, pending or unknown */
  readonly state: string;
  readonly version: number;
  /** the statement */
  readonly interactionId: string | null;
  /** UTC */
  readonly effectiveAt: number;
  /** UTC */
  readonly recordedAt: number;
}

/** A trait and where it comes from. */
export interface Trait {
  /** as text */
  readonly value: string;
  /** who said it */
  readonly platform: string;
  /** in which interaction */
  readonly interactionId: string;
  /** when, UTC */
  readonly observedAt: number;
}

/** A customer: what is known now. */
export interface Customer {
  /** random; lasts for ever */
  readonly customerId: string;
  /** consumers ignore versions not above theirs */
  readonly version: number;
  /** active or merged */
  readonly state: string;
  /** the customer that holds this id now */
  readonly mergedInto: string | null;
  /** type:value */
  readonly foundingIdentifier: string;
  readonly identifierCount: number;
  /** by name */
  readonly traits: Readonly<Record<string, Trait>>;
  /** UTC */
  readonly createdAt: number;
  /** UTC */
  readonly changedAt: number;
}

/** A write to a destination and how it ended. */
export interface Delivery {
  readonly deliveryId: string;
  readonly connectionId: string;
  readonly platform: string;
  /** contact:<customerId> or activity:<interactionId> */
  readonly record: string;
  readonly customerId: string | null;
  readonly interactionId: string | null;
  /** created, updated, unchanged, skipped, failed or unknown */
  readonly outcome: string;
  readonly remoteType: string | null;
  readonly remoteId: string | null;
  readonly errorCode: string | null;
  readonly attempt: number;
  readonly version: number;
  /** UTC */
  readonly finishedAt: number;
}

/** Something changed at a vendor; fetch the thing itself. */
export interface FetchRequest {
  readonly platform: string;
  readonly sourceId: string;
  readonly family: string;
  /** the vendor's kind of object */
  readonly objectType: string;
  /** the vendor's id */
  readonly objectId: string;
  /** created, changed, deleted or unknown */
  readonly change: string;
  /** what else the vendor's notification told */
  readonly parameters: Readonly<Record<string, string>>;
  /** UTC */
  readonly requestedAt: number;
  /** live, retry or backfill */
  readonly lane: string;
  /** of the raw record that asked */
  readonly digest: string;
  /** for tracing */
  readonly deliveryId: string;
}

/** Whose an identifier is. */
export interface IdentifierAssignment {
  /** type:value */
  readonly identifier: string;
  readonly customerId: string;
  /** null: since ever */
  readonly validFrom: number | null;
  /** null: still */
  readonly validTo: number | null;
  readonly verified: boolean;
  /** of the assignment */
  readonly version: number;
}

/** How the identity graph changed, with the evidence. */
export interface IdentityChange {
  readonly changeId: string;
  /** key */
  readonly customerId: string;
  /** of the customer after the change */
  readonly version: number;
  /** created, linked, merged, split or erased */
  readonly change: string;
  /** merged into or split from */
  readonly otherCustomerId: string | null;
  /** one end of the edge */
  readonly fromIdentifier: string | null;
  /** the other end */
  readonly toIdentifier: string | null;
  /** the evidence */
  readonly interactionId: string | null;
  /** of its raw record */
  readonly digest: string | null;
  /** the command that this followed from; null: from interactions alone */
  readonly commandId: string | null;
  /** UTC */
  readonly recordedAt: number;
}

/** IdentifierPair */
export interface IdentifierPair {
  /** type:value */
  readonly one: string;
  /** type:value */
  readonly other: string;
}

/** What somebody orders of who is who. What follows is told in customers.identity with the same commandId; what cannot be done is dead-lettered with its code. */
export interface IdentityCommand {
  /** one for each command, given by whoever orders it: the same again is done once */
  readonly commandId: string;
  /** link, never-link, cut, cut-identifier, mark-shared, unmark-shared, block, reassign, undo or erase */
  readonly kind: string;
  /** of link and never-link at least one, of cut exactly one */
  readonly pairs: ReadonlyArray<IdentifierPair>;
  /** type:value, of cut-identifier, mark-shared, unmark-shared, block and reassign */
  readonly identifier: string | null;
  /** UTC, of reassign: from then on the identifier is somebody else's */
  readonly at: number | null;
  /** of erase */
  readonly customerId: string | null;
  /** the commandId of the command that an undo takes back */
  readonly undoes: string | null;
  /** who orders it, as the producer asserts; never an address */
  readonly by: string;
  /** why, for whoever reads it later */
  readonly reason: string | null;
  /** UTC */
  readonly orderedAt: number;
}

/** One identifier of a person. */
export interface Identifier {
  /** email, phone, slack, cookie, … (open vocabulary) */
  readonly type: string;
  /** the normalised value */
  readonly value: string;
  /** the channel itself proves it (the sender of a message), rather than somebody claiming it */
  readonly verified: boolean;
}

/** Somebody who takes part in an interaction. */
export interface Participant {
  /** customer, agent, bot or system (open vocabulary) */
  readonly role: string;
  /** whether the interaction is theirs */
  readonly author: boolean;
  /** as the vendor shows it */
  readonly name: string | null;
  /** strongest first */
  readonly identifiers: ReadonlyArray<Identifier>;
  /** what the vendor says of the person: firstName, lastName, company, … */
  readonly traits: Readonly<Record<string, string>>;
}

/** A file that came along; the bytes stay in the raw record or at the vendor. */
export interface Attachment {
  /** the vendor's id */
  readonly id: string | null;
  /** file name */
  readonly name: string | null;
  /** MIME type */
  readonly contentType: string | null;
  /** bytes */
  readonly size: number | null;
  /** lower-case hex, where the bytes came along */
  readonly sha256: string | null;
  /** where the vendor keeps it */
  readonly url: string | null;
}

/** Somebody allowed or forbade a use. */
export interface ConsentStatement {
  /** the identifier it was made for */
  readonly identifierType: string;
  /** normalised */
  readonly identifierValue: string;
  /** sms, email, marketing, … (open vocabulary) */
  readonly purpose: string;
  /** granted, denied or pending */
  readonly state: string;
  /** false for a claim from a browser: its denials count, its grants need confirmation */
  readonly trusted: boolean;
}

/** Which raw record this was read from. */
export interface Provenance {
  /** SHA-256 of the raw record, lower-case hex: the lasting reference */
  readonly digest: string;
  /** for tracing only; nothing is deduplicated by it */
  readonly deliveryId: string;
  /** raw topic (a hint) */
  readonly topic: string;
  /** raw partition (a hint) */
  readonly partition: number;
  /** raw offset (a hint) */
  readonly offset: number;
  /** how the delivery was verified at receipt */
  readonly verification: string;
}

/** One thing that happened between a customer and the company, whatever the channel. */
export interface Interaction {
  /** UUIDv5 of platform, vendor account and the vendor's object id */
  readonly interactionId: string;
  /** the highest one wins; epoch milliseconds of the vendor's change where it gives one, else 0 */
  readonly revision: number;
  /** UUIDv5 of interactionId and revision */
  readonly documentId: string;
  /** version of the normaliser that read it */
  readonly reading: number;
  /** twilio, zendesk, … */
  readonly platform: string;
  /** the vendor account it happened in */
  readonly account: string;
  /** our source */
  readonly sourceId: string;
  /** messaging, email, tickets, voice, chat, crm, commerce or web */
  readonly family: string;
  /** the vendor's own id of the object */
  readonly objectId: string;
  /** sms, whatsapp, email, ticket, chat, voice, web, form, commerce, crm, … (open vocabulary) */
  readonly channel: string;
  /** message, note, ticket, call, form, order, event, record, consent, status, other (open vocabulary) */
  readonly kind: string;
  /** what happened, in our vocabulary: received, sent, created, changed, deleted, viewed, … (open) */
  readonly event: string;
  /** what happened, in the vendor's words */
  readonly vendorEvent: string;
  /** inbound, outbound, internal or none */
  readonly direction: string;
  /** active or deleted */
  readonly state: string;
  /** when it happened, UTC */
  readonly occurredAt: number;
  /** vendor; received (none was given); implausible (the vendor's was refused, receipt time used) */
  readonly occurredAtSource: string;
  /** when the edge received it, UTC */
  readonly receivedAt: number;
  /** platform:account:id of the thread */
  readonly conversationId: string | null;
  /** subject or title */
  readonly subject: string | null;
  /** the new text, plain */
  readonly text: string | null;
  /** what the text quotes of earlier messages */
  readonly quotedText: string | null;
  /** BCP 47 tag, null where unknown */
  readonly language: string | null;
  /** everybody who takes part */
  readonly participants: ReadonlyArray<Participant>;
  /** files */
  readonly attachments: ReadonlyArray<Attachment>;
  /** the vendor's page of the original */
  readonly link: string | null;
  /** of a call, a view, … */
  readonly durationSeconds: number | null;
  /** of an order, a payment, … */
  readonly amount: number | null;
  /** ISO 4217 */
  readonly currency: string | null;
  /** further facts of the vendor, as text */
  readonly properties: Readonly<Record<string, string>>;
  /** what was allowed or forbidden */
  readonly consents: ReadonlyArray<ConsentStatement>;
  /** the raw record */
  readonly provenance: Provenance;
}

/** The identifier by which a participant's interactions are held; histories fold over anchors. */
export interface Anchor {
  /** type:value */
  readonly identifier: string;
  /** whom it belonged to when this was resolved */
  readonly customerId: string;
  /** whether the interaction is theirs: only the author scores */
  readonly author: boolean;
  /** index into interaction.participants; -1 for the conversation */
  readonly participant: number;
}

/** An interaction with the customer whose it is. One record per distinct customer of an interaction, each with all anchors. */
export interface ResolvedInteraction {
  /** key */
  readonly customerId: string;
  /** one for each customer-side participant */
  readonly anchors: ReadonlyArray<Anchor>;
  /** the interaction */
  readonly interaction: Interaction;
}

/** How engaged a customer is. */
export interface Score {
  /** key */
  readonly customerId: string;
  readonly version: number;
  /** at asOf */
  readonly value: number;
  /** UTC */
  readonly asOf: number;
  /** value(t) = value × 2^(−(t − asOf)/halfLife) */
  readonly halfLifeDays: number;
  /** how many events made it */
  readonly contributions: number;
  /** UTC */
  readonly lastContributionAt: number | null;
  /** share of each rule in the value */
  readonly byRule: Readonly<Record<string, number>>;
}

/** A sealed run of raw records. */
export interface Seal {
  readonly sealId: string;
  readonly topic: string;
  readonly partition: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly count: number;
  /** Merkle root, hex */
  readonly root: string;
  /** hash of the seal before it, hex */
  readonly previous: string;
  /** of this seal, hex */
  readonly hash: string;
  readonly keyId: string;
  /** Ed25519, base64 */
  readonly signature: string;
  /** UTC */
  readonly sealedAt: number;
}

/** A customer entered or left a segment. */
export interface SegmentMembership {
  readonly segmentId: string;
  readonly segmentName: string;
  readonly customerId: string;
  readonly member: boolean;
  readonly version: number;
  /** UTC */
  readonly changedAt: number;
}

/** A derived fact that someone may act on; at most once per customer, rule and window. */
export interface Signal {
  /** UUIDv5 of customer, rule and window */
  readonly signalId: string;
  /** key */
  readonly customerId: string;
  /** new_view, high_engagement, … (open vocabulary) */
  readonly signal: string;
  readonly rule: string;
  /** the period it holds for */
  readonly window: string;
  /** what caused it */
  readonly interactionId: string | null;
  readonly values: Readonly<Record<string, string>>;
  /** UTC */
  readonly occurredAt: number;
}
