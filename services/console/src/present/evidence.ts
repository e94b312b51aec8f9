import type { CustomerThen, EdgeShown, IdentifierShown, MatchShown, Side } from '@throughline/identity';
import type { SideDetail } from '../api/conflicts.ts';
import type { CustomerAsKnown, EdgeDetail, KnownIdentifier, KnownTrait, Likeness } from '../api/evidence.ts';
import { momentOf } from '../api/shapes.ts';

export const momentOrNull = (epochMs: number | null): string | null =>
  epochMs === null ? null : momentOf(epochMs);

/** What a person said has no interaction: identity names the order there. */
const BY_ORDER = 'command:';

function sightingOf(at: number, interaction: string, digest: string): EdgeDetail['first'] {
  const isOrder = interaction.startsWith(BY_ORDER);
  return {
    at: momentOf(at),
    interactionId: isOrder || interaction === '' ? null : interaction,
    digest: digest === '' ? null : digest,
    commandId: isOrder ? interaction.slice(BY_ORDER.length) : null,
  };
}

/** The weightiest evidence first, for or against. */
export const likenessOf = ({ probability, weight, evidence, model }: MatchShown): Likeness => ({
  probability,
  weight,
  evidence: evidence
    .map((one) => ({ aspect: one.aspect, level: one.level, weight: one.weight }))
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)),
  model,
});

export const edgeOf = (edge: EdgeShown): EdgeDetail => ({
  from: edge.from,
  to: edge.to,
  kind: edge.kind,
  verified: edge.verified,
  accepted: edge.accepted,
  refusal: edge.refusal,
  first: sightingOf(edge.firstAt, edge.firstInteraction, edge.firstDigest),
  last: sightingOf(edge.lastAt, edge.lastInteraction, edge.lastDigest),
  match: edge.match === null ? null : likenessOf(edge.match),
});

export const knownIdentifierOf = (shown: IdentifierShown): KnownIdentifier => ({
  identifier: shown.identifier,
  type: shown.type,
  value: shown.value,
  verified: shown.verified,
  shared: shown.shared,
  ruling: shown.ruling,
  suspicious: shown.suspicious,
  validFrom: momentOrNull(shown.validFrom),
  validTo: momentOrNull(shown.validTo),
  firstAt: momentOf(shown.firstAt),
  firstInteraction: shown.firstInteraction,
});

type Traits = Side['traits'];

const knownTraitsOf = (traits: Traits): KnownTrait[] =>
  Object.entries(traits)
    .map(([name, { value, source, platform, interactionId, observedAt }]) => ({
      name,
      value,
      source,
      platform,
      interactionId,
      observedAt: momentOf(observedAt),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

/** A name as the traits have it: whole, or of its parts. */
export function nameIn(traits: Readonly<Record<string, { readonly value: string }>>): string | null {
  const parts = [traits['firstName']?.value, traits['lastName']?.value].filter((part) => part !== undefined);
  return traits['name']?.value ?? (parts.length > 0 ? parts.join(' ') : null);
}

const sideOf = (side: Side): SideDetail => ({
  customerId: side.customerId,
  name: nameIn(side.traits),
  identifiers: side.identifiers.map(knownIdentifierOf),
  traits: knownTraitsOf(side.traits),
});

/** Two who may be one. */
export const sidesOf = ([one, other]: readonly [Side, Side]): [SideDetail, SideDetail] => [
  sideOf(one),
  sideOf(other),
];

/** Customers who are shown side by side, for the audit log. */
export const subjectsOfSides = (items: ReadonlyArray<{ readonly sides: ReadonlyArray<SideDetail> }>) =>
  items.flatMap(({ sides }) => sides.map(({ customerId }) => `customer:${customerId}`));

/** @param then undefined where nobody was known by the id at the time */
export const asKnownOf = (askedId: string, at: number, then: CustomerThen | undefined): CustomerAsKnown => ({
  askedId,
  asOf: momentOf(at),
  known: then !== undefined,
  customerId: then?.customerId ?? null,
  identifiers: (then?.identifiers ?? []).map(
    ({ identifier, type, value, validFrom, validTo, recordedAt }) => ({
      identifier,
      type,
      value,
      validFrom: momentOrNull(validFrom),
      validTo: momentOrNull(validTo),
      recordedAt: momentOf(recordedAt),
    }),
  ),
  traits: knownTraitsOf(then?.traits ?? {}),
});
