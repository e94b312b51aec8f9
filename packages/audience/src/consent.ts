import type { ResolvedInteraction } from '@throughline/schemas';

export type ConsentState = 'granted' | 'denied' | 'pending' | 'unknown';

/** What somebody said in an interaction, for the identifier that they said it for. */
export interface Statement {
  readonly interactionId: string;
  /** `type:value` */
  readonly identifier: string;
  readonly purpose: string;
  readonly state: Exclude<ConsentState, 'unknown'>;
  readonly trusted: boolean;
  /** Epoch milliseconds, UTC. */
  readonly effectiveAt: number;
  /** When it was received; epoch milliseconds, UTC. */
  readonly recordedAt: number;
}

/** What an identifier's statements come to. */
export interface FoldedConsent {
  readonly state: ConsentState;
  /** The statement that decided. */
  readonly interactionId: string | null;
  readonly effectiveAt: number;
  readonly recordedAt: number;
}

const stateOf = (text: string): Statement['state'] | undefined =>
  text === 'granted' || text === 'denied' || text === 'pending' ? text : undefined;

/** The consents that an interaction carries; one whose state or identifier cannot be read says nothing. */
export function statementsOf({ interaction }: ResolvedInteraction): Statement[] {
  if (interaction.state !== 'active') return [];
  const { interactionId, occurredAt: effectiveAt, receivedAt: recordedAt } = interaction;
  return interaction.consents.flatMap(({ identifierType, identifierValue, purpose, state, trusted }) => {
    const known = stateOf(state);
    if (known === undefined || identifierType === '' || identifierValue === '' || purpose === '') return [];
    const identifier = `${identifierType}:${identifierValue}`;
    return [{ interactionId, identifier, purpose, state: known, trusted, effectiveAt, recordedAt }];
  });
}

/** A grant that anybody could have sent only asks for a confirmation; a denial counts whoever sent it. */
function effect({ state, trusted }: Statement): Statement['state'] {
  return state === 'granted' && !trusted ? 'pending' : state;
}

/** Of two at the same moment the more careful one is the later. */
const CARE = { granted: 0, pending: 1, denied: 2 } as const;

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function laterLast(a: Statement, b: Statement): number {
  return (
    a.effectiveAt - b.effectiveAt ||
    CARE[effect(a)] - CARE[effect(b)] ||
    compareText(a.interactionId, b.interactionId) ||
    a.recordedAt - b.recordedAt
  );
}

/**
 * Folds the statements of one identifier and purpose. Pure: order and duplicates change nothing. The latest one decides,
 * but a claim that awaits confirmation takes no grant away, and a grant from before the identifier was its owner's
 * (a recycled number) is not theirs. A denial stays with the identifier whoever holds it.
 * @param ownedSince epoch milliseconds; null: since ever
 */
export function foldConsent(
  statements: Iterable<Statement>,
  ownedSince: number | null = null,
): FoldedConsent {
  let folded: FoldedConsent = { state: 'unknown', interactionId: null, effectiveAt: 0, recordedAt: 0 };
  for (const statement of [...statements].sort(laterLast)) {
    const state = effect(statement);
    const { interactionId, effectiveAt, recordedAt } = statement;
    if (state !== 'denied' && ownedSince !== null && effectiveAt < ownedSince) continue;
    if (state === 'pending' && folded.state === 'granted') continue;
    folded = { state, interactionId, effectiveAt, recordedAt };
  }
  return folded;
}

/** What a customer's identifiers together say for a purpose: one that may be used is enough. */
export function consentOfCustomer(states: ReadonlyArray<string>): ConsentState {
  const order = ['granted', 'denied', 'pending'] as const;
  return order.find((state) => states.includes(state)) ?? 'unknown';
}
