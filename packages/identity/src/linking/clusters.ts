import type { EdgeChange } from '../evidence/changes.ts';
import { countsOf } from './groups.ts';
import type { Group } from './groups.ts';
import { isClaim, link, provesPerson } from './link.ts';
import type { EvidenceNode } from './graph.ts';
import { hasForeignDomain } from '../evidence/mailbox.ts';
import type { CustomerRow, EdgeRow, IdentifierRow, Profile, TraitRow } from '../model.ts';
import { foldProfiles, profileOf } from './profile.ts';
import { isLastResort, slotOf, usualRules } from './rules.ts';
import type { Rules } from './rules.ts';
import type { IdentifierSeen } from '../evidence/sightings.ts';

/** One customer as it is from now on, before it has been given its id. */
export interface Cluster {
  /** The ids ever issued whose founding identifier it holds. */
  readonly heirs: ReadonlyArray<CustomerRow>;
  readonly added: ReadonlyArray<IdentifierSeen>;
  /** Those of its identifiers whose customer may change by this. */
  readonly members: ReadonlyArray<IdentifierRow>;
  readonly counts: Readonly<Record<string, number>>;
  readonly verified: boolean;
  readonly claimed: boolean;
  readonly contested: boolean;
  readonly traits: Profile;
  /** Edges that are new or newly decided: the evidence for what changes. */
  readonly edges: ReadonlyArray<EdgeRow>;
  /** Edges that held until now and led out of it: the evidence for a split. */
  readonly severed?: ReadonlyArray<EdgeRow>;
}

/** Everything known around the customers of the groups that are linked anew. */
export interface Component {
  readonly identifiers: ReadonlyMap<string, IdentifierRow>;
  readonly edges: ReadonlyMap<string, EdgeRow>;
  readonly cannotLinks: ReadonlyArray<readonly [string, string]>;
  readonly traits: ReadonlyMap<string, TraitRow>;
  /** Its customers, and those merged into them. */
  readonly customers: ReadonlyArray<CustomerRow>;
}

/** No rule bites: the parties become one. `members` are the identifiers of all parties but the one that stays. */
export function joined(
  group: Group,
  parties: ReadonlyArray<CustomerRow>,
  heirs: ReadonlyArray<CustomerRow>,
  members: ReadonlyArray<IdentifierRow>,
  rules: Rules = usualRules,
): Cluster {
  return {
    heirs,
    added: group.added,
    members,
    counts: countsOf(group, parties),
    verified:
      parties.some((party) => party.verified) ||
      group.added.some((seen) => provesPerson(seen.identifier, seen.verified)) ||
      group.altered.some(({ after }) => provesPerson(after.identifier, after.verified)),
    claimed: parties.some((party) => party.claimed) || group.edges.some(({ row }) => isClaim(row)),
    contested:
      parties.some((party) => party.contested) ||
      group.added.some((seen) => hasForeignDomain(seen.identifier)),
    traits: foldProfiles([...parties.map((party) => party.traits), profileOf(group.traits, rules)], rules),
    edges: group.edges.map(({ row }) => row),
  };
}

export interface Relinked {
  readonly clusters: ReadonlyArray<Cluster>;
  /** Edges whose decision is new or another than before. */
  readonly decided: ReadonlyArray<EdgeRow>;
  /** Those of them that had been decided otherwise, as they were. */
  readonly redecided: ReadonlyArray<EdgeRow>;
  readonly learntAsShared: ReadonlyArray<string>;
}

/** An identifier that is not known yet, with what is already known of it. */
export type IdentifierAdded = IdentifierSeen & EvidenceNode;

/** Links a component anew from all its evidence. The component has what the batch brought already in it. */
export function relinked(
  component: Component,
  added: ReadonlyMap<string, IdentifierAdded>,
  changed: ReadonlyMap<string, EdgeChange>,
  rules: Rules = usualRules,
  withdrawn: ReadonlyArray<EdgeRow> = [],
): Relinked {
  const nodes = new Map<string, EvidenceNode>(added);
  for (const row of component.identifiers.values()) {
    if (!isLastResort(row.identifier)) nodes.set(row.identifier, row);
  }
  const keys = [...component.edges.keys()];
  const rows = [...component.edges.values()];
  const linking = link(
    nodes,
    rows.map((row) => ({ ...row, firstAt: row.first.at })),
    component.cannotLinks,
    rules,
  );
  const drafts = new Map<string, Draft>();
  const draftOf = (identifier: string): Draft | undefined => {
    const name = linking.clusterOf.get(identifier);
    if (name === undefined) return undefined;
    const draft = drafts.get(name) ?? newDraft();
    drafts.set(name, draft);
    return draft;
  };
  for (const { identifier, verified } of nodes.values()) {
    const draft = draftOf(identifier);
    if (!draft) continue;
    const slot = slotOf(identifier);
    draft.counts[slot] = (draft.counts[slot] ?? 0) + 1;
    draft.verified ||= provesPerson(identifier, verified);
    draft.contested ||= hasForeignDomain(identifier);
    const seen = added.get(identifier);
    if (seen) draft.added.push(seen);
  }
  for (const name of linking.heldByHousehold) markContested(draftOf(name));
  // A conversation follows its holder.
  const homeOf = (row: IdentifierRow) => draftOf(row.heldBy ?? row.identifier);
  for (const row of component.identifiers.values()) homeOf(row)?.members.push(row);
  for (const trait of component.traits.values()) draftOf(trait.identifier)?.traits.push(trait);
  for (const [a, b] of component.cannotLinks) {
    for (const end of [a, b]) markContested(draftOf(end));
  }
  const redecided: EdgeRow[] = [];
  const decided = rows.flatMap((row, index) => {
    const decision = linking.decisions[index] ?? row;
    const [low, high] = [draftOf(row.low), draftOf(row.high)];
    if (decision.accepted && isClaim(row) && low) low.claimed = true;
    if (!decision.accepted && decision.refusal !== 'shared' && decision.refusal !== 'blocked')
      for (const end of [low, high]) markContested(end);
    const fresh = changed.has(keys[index] ?? '');
    if (!fresh && row.accepted === decision.accepted && row.refusal === decision.refusal) return [];
    if (!fresh) redecided.push(row);
    if (row.accepted && !decision.accepted) for (const end of [low, high]) end?.severed.push(row);
    const after = { ...row, accepted: decision.accepted, refusal: decision.refusal };
    if (after.accepted) low?.edges.push(after);
    return [after];
  });
  for (const row of withdrawn) {
    if (row.accepted) for (const end of [row.low, row.high]) draftOf(end)?.severed.push(row);
  }
  for (const customer of component.customers) {
    const founder = component.identifiers.get(customer.founding);
    const home = founder ? homeOf(founder) : draftOf(customer.founding);
    home?.heirs.push(customer);
  }
  return {
    clusters: [...drafts.values()].map((draft) => ({ ...draft, traits: profileOf(draft.traits, rules) })),
    decided,
    redecided,
    learntAsShared: linking.learntAsShared,
  };
}

interface Draft {
  readonly heirs: CustomerRow[];
  readonly added: IdentifierSeen[];
  readonly members: IdentifierRow[];
  readonly counts: Record<string, number>;
  readonly traits: TraitRow[];
  readonly edges: EdgeRow[];
  readonly severed: EdgeRow[];
  verified: boolean;
  claimed: boolean;
  contested: boolean;
}

const newDraft = (): Draft => ({
  heirs: [],
  added: [],
  members: [],
  counts: {},
  traits: [],
  edges: [],
  severed: [],
  verified: false,
  claimed: false,
  contested: false,
});

function markContested(draft: Draft | undefined): void {
  if (draft) draft.contested = true;
}
