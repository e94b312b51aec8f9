import type { IdentifierRow, Ruling } from '../model.ts';
import type { Unmet } from '../store/reading-said.ts';
import { anchorOf, plainMailbox } from './sightings.ts';
import type { Candidate, InteractionSeen, IsShared, ParticipantSeen } from './sightings.ts';

export interface Standings {
  readonly identifiers: ReadonlyMap<string, IdentifierRow>;
  /** What was said of identifiers that are not known, or no longer. */
  readonly unmet: ReadonlyMap<string, Unmet>;
  /** Former holders of recycled identifiers, by the plain identifier. */
  readonly lives: ReadonlyMap<string, ReadonlyArray<IdentifierRow>>;
}

const ERASED = Symbol('erased');

/** Whose an identifier was at a time: itself, a former life of it, or erased. */
function lifeAt(identifier: string, at: number, standings: Standings): string | typeof ERASED {
  const { identifiers, unmet, lives } = standings;
  const row = identifiers.get(identifier);
  if (row && (row.validFrom === null || at >= row.validFrom)) return identifier;
  if (row) {
    const life = lives
      .get(identifier)
      ?.find(
        ({ validFrom, validTo }) => at >= (validFrom ?? Number.NEGATIVE_INFINITY) && at < (validTo ?? 0),
      );
    return life?.identifier ?? ERASED;
  }
  if (at <= (unmet.get(identifier)?.erasedAt ?? Number.NEGATIVE_INFINITY)) return ERASED;
  // Another way to write an erased person's address is theirs too.
  const mailbox = plainMailbox(identifier);
  return mailbox !== undefined && lifeAt(mailbox, at, standings) === ERASED ? ERASED : identifier;
}

const rulingOf = (identifier: string, { identifiers, unmet }: Standings): Ruling | null | undefined =>
  identifiers.get(identifier)?.ruling ?? unmet.get(identifier)?.ruling;

/**
 * A batch as it counts, once it is known what was said of its identifiers: blocked values are left out, recycled ones are
 * their holder's at the time, and nothing is taken in of a person who was erased since. Nearly always the batch itself.
 */
export function applicable(
  batch: ReadonlyArray<InteractionSeen>,
  standings: Standings,
  isShared: IsShared,
): ReadonlyArray<InteractionSeen> {
  const isPlain = (row: IdentifierRow) => row.ruling !== 'blocked' && row.validFrom === null;
  if (standings.unmet.size === 0 && [...standings.identifiers.values()].every(isPlain)) return batch;
  return batch.map((seen) => interactionAt(seen, standings, isShared));
}

function interactionAt(seen: InteractionSeen, standings: Standings, isShared: IsShared): InteractionSeen {
  const at = seen.interaction.occurredAt;
  let someErased = false;
  const participants = seen.participants.flatMap((participant): ParticipantSeen[] => {
    const usable = participant.candidates.filter((one) => rulingOf(one.identifier, standings) !== 'blocked');
    const anchor = anchorOf({ ...participant, candidates: usable }, isShared);
    if (anchor === undefined) return [];
    if (lifeAt(anchor, at, standings) === ERASED) {
      someErased = true;
      return [];
    }
    const candidates = usable.flatMap((one): Candidate[] => {
      const identifier = lifeAt(one.identifier, at, standings);
      return identifier === ERASED ? [] : [{ ...one, identifier }];
    });
    return [{ ...participant, candidates }];
  });
  const holdsErased = lifeAt(seen.lastResort, at, standings) === ERASED;
  return {
    ...seen,
    participants,
    lastResort: holdsErased ? '' : seen.lastResort,
    isErased: participants.length === 0 && (someErased || holdsErased),
  };
}
