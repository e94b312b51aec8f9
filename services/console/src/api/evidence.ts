import { z } from 'zod';
import { moment, timeFilter } from './shapes.ts';

const sighting = z
  .object({
    at: moment.describe('When that interaction happened'),
    interactionId: z.string().nullable().describe('null: a person said so'),
    digest: z.string().nullable().describe('SHA-256 of its raw delivery'),
    commandId: z.string().nullable().describe('The order by which a person said so'),
  })
  .meta({ id: 'Sighting' });

/** Why two are thought to be one person: the figures of a model, without a value. */
export const likeness = z.object({
  probability: z.number().describe('That they are one, 0 to 1'),
  weight: z.number().describe('The sum of the evidence below and of how rare matches are, in bits'),
  evidence: z.array(
    z.object({
      aspect: z.string().describe('What was compared'),
      level: z.string().describe('How alike it is'),
      weight: z.number().describe('How much it speaks for one person, in bits; below 0: for two'),
    }),
  ),
  model: z.number().int().describe('Version of the model'),
});
export type Likeness = z.infer<typeof likeness>;

/** Two identifiers, and why they are, or are not, taken for one person's. */
export const edgeDetail = z
  .object({
    from: z.string(),
    to: z.string(),
    kind: z
      .string()
      .describe(
        'observed; mailbox: two ways to write one address; or asserted: record by a vendor’s entry, person, match by probability',
      ),
    verified: z.boolean().describe('Both ends were proved by the channel'),
    accepted: z.boolean(),
    refusal: z
      .string()
      .nullable()
      .describe(
        'Why it does not link: limit:<type>, exclusive:<type>@<account>, claimed, cannot-link, shared, blocked, confusable or household',
      ),
    first: sighting,
    last: sighting.describe('The first sighting of the latest day'),
    match: likeness
      .nullable()
      .describe('Of a match, and of a suggestion that a person followed: why they were thought to be one'),
  })
  .meta({ id: 'Edge' });
export type EdgeDetail = z.infer<typeof edgeDetail>;

/** An identifier with what people said of it and for how long it is somebody's. */
export const knownIdentifier = z
  .object({
    identifier: z.string().describe('As orders name it: `type:value`'),
    type: z.string(),
    value: z.string(),
    verified: z.boolean().describe('Its channel proves it'),
    shared: z.boolean().describe('Many people use it: it links nobody'),
    ruling: z.string().nullable().describe('What a person said of it: shared, personal or blocked'),
    suspicious: z.boolean().describe('Its domain passes for another’s'),
    validFrom: moment.nullable().describe('Of a recycled identifier: since when it is theirs'),
    validTo: moment.nullable().describe('Of a recycled identifier: until when it was theirs'),
    firstAt: moment,
    firstInteraction: z.string(),
  })
  .meta({ id: 'KnownIdentifier' });
export type KnownIdentifier = z.infer<typeof knownIdentifier>;

export const evidenceDetail = z
  .object({
    customerId: z.string(),
    identifiers: z.array(knownIdentifier),
    edges: z.array(edgeDetail).describe('Accepted and refused, the latest seen first; at most 1,000'),
  })
  .meta({ id: 'Evidence' });
export type EvidenceDetail = z.infer<typeof evidenceDetail>;

export const sightingQuery = z.object({ at: timeFilter.describe('`at` of the sighting') });
export const sightingParams = z.object({ id: z.string().max(200), interaction: z.string().max(200) });
export const sightingDocument = z
  .object({
    documentId: z.string().nullable().describe('Read it as an interaction; null: not in the archive'),
  })
  .meta({ id: 'SightingDocument' });
export type SightingDocument = z.infer<typeof sightingDocument>;

/** A value that holds for somebody, and who vouches for it. */
export const knownTrait = z
  .object({
    name: z.string(),
    value: z.string(),
    source: z.string().describe('verified, record or claimed'),
    platform: z.string(),
    interactionId: z.string(),
    observedAt: moment,
  })
  .meta({ id: 'KnownTrait' });
export type KnownTrait = z.infer<typeof knownTrait>;

export const asOfQuery = z.object({ at: timeFilter.describe('The time whose knowledge is asked for') });

/** A customer as known at a time. */
export const customerAsKnown = z
  .object({
    askedId: z.string(),
    asOf: moment,
    known: z.boolean().describe('Whether anybody was known by the id then'),
    customerId: z.string().nullable().describe('Who held the id then, under their own id'),
    identifiers: z.array(
      z.object({
        identifier: z.string(),
        type: z.string(),
        value: z.string(),
        validFrom: moment.nullable(),
        validTo: moment.nullable(),
        recordedAt: moment.describe('Since when it was believed to be theirs'),
      }),
    ),
    traits: z.array(knownTrait),
  })
  .meta({ id: 'CustomerAsKnown' });
export type CustomerAsKnown = z.infer<typeof customerAsKnown>;
