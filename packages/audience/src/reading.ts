import type { ResolvedInteraction } from '@throughline/schemas';

function isLater({ interaction: a }: ResolvedInteraction, { interaction: b }: ResolvedInteraction): boolean {
  const deletion = Number(a.state !== 'active') - Number(b.state !== 'active');
  return (a.revision - b.revision || deletion || a.reading - b.reading) > 0;
}

/** The latest state of each interaction, in the order of their ids. */
export function latestOf(batch: ReadonlyArray<ResolvedInteraction>): ResolvedInteraction[] {
  const latest = new Map<string, ResolvedInteraction>();
  for (const resolved of batch) {
    const known = latest.get(resolved.interaction.interactionId);
    if (known === undefined || isLater(resolved, known))
      latest.set(resolved.interaction.interactionId, resolved);
  }
  return [...latest.values()].sort((a, b) =>
    a.interaction.interactionId < b.interaction.interactionId ? -1 : 1,
  );
}

/** When an anchor was last the author of something on a day (UTC); epoch milliseconds. */
export interface Activity {
  readonly anchor: string;
  readonly lastAt: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** When each anchor was last the author of something, on each day. A record's change in a CRM is nobody's doing. */
export function authorActivity(batch: ReadonlyArray<ResolvedInteraction>): Activity[] {
  const latest = new Map<string, Activity>();
  for (const { anchors, interaction } of batch) {
    if (interaction.kind === 'record' || interaction.state !== 'active') continue;
    const lastAt = interaction.occurredAt;
    for (const { identifier: anchor, author } of anchors) {
      if (!author || anchor === '') continue;
      const key = `${Math.floor(lastAt / DAY_MS)} ${anchor}`;
      if ((latest.get(key)?.lastAt ?? -Infinity) < lastAt) latest.set(key, { anchor, lastAt });
    }
  }
  return [...latest.values()];
}

/**
 * Whose identifiers are, as far as resolved interactions tell: every anchor's, and those of each participant that a
 * consent of theirs is about.
 */
export function claimsOf(batch: ReadonlyArray<ResolvedInteraction>): Map<string, string> {
  const claims = new Map<string, string>();
  for (const { anchors, interaction } of batch) {
    const consented = new Set(
      interaction.consents.map(
        ({ identifierType, identifierValue }) => `${identifierType}:${identifierValue}`,
      ),
    );
    for (const { identifier, customerId, participant } of anchors) {
      if (identifier === '' || customerId === '') continue;
      if (!claims.has(identifier)) claims.set(identifier, customerId);
      for (const { type, value } of interaction.participants[participant]?.identifiers ?? []) {
        const other = `${type}:${value}`;
        if (consented.has(other) && !claims.has(other)) claims.set(other, customerId);
      }
    }
  }
  return claims;
}
