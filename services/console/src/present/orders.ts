import type { CommandShown, Consequence, CustomerAfter } from '@throughline/identity';
import { z } from 'zod';
import type { ConsequenceDetail, OrderShown } from '../api/orders.ts';
import { momentOf } from '../api/shapes.ts';
import { momentOrNull, nameIn } from './evidence.ts';

/** Identifiers of one customer that an answer shows. */
const SHOWN = 50;

export const resultingOf = (after: CustomerAfter): ConsequenceDetail['customers'][number] => ({
  customerId: after.customerId,
  isNew: after.isNew,
  name: nameIn(after.traits),
  takesOver: [...after.takesOver],
  identifierCount: after.identifierCount,
  identifiers: after.identifiers.slice(0, SHOWN),
});

const consequenceOf = (commandId: string, consequence: Consequence): ConsequenceDetail => ({
  commandId,
  customers: consequence.customers.map(resultingOf),
  moved: consequence.moveCount,
  refused: [...consequence.refused],
});

/** Customers that a consequence names, for the audit log: what is a placeholder is nobody. */
export const subjectsOf = ({ customers }: Pick<Consequence, 'customers'>, isDone: boolean): string[] =>
  customers.filter(({ isNew }) => isDone || !isNew).map(({ customerId }) => `customer:${customerId}`);

/** What followed from an order, and what the audit log names for it. */
export const carriedOut = (commandId: string, consequence: Consequence) => ({
  body: consequenceOf(commandId, consequence),
  subjects: [`command:${commandId}`, ...subjectsOf(consequence, true)],
});

const text = z.string().optional().catch(undefined);
const pair = z.tuple([z.string(), z.string()]);

/** What is kept of an order, whatever its kind; an erasure may have emptied it. */
const kept = z.object({
  edge: pair.optional().catch(undefined),
  pairs: z.array(pair).optional().catch(undefined),
  identifier: text,
  at: z.number().optional().catch(undefined),
  model: text,
});

const keptConsequence = z.object({
  customers: z
    .array(z.object({ customerId: z.string(), isNew: z.boolean(), identifierCount: z.number() }))
    .catch([]),
  moveCount: z.number().catch(0),
  refused: z.array(z.object({ from: z.string(), to: z.string(), refusal: z.string() })).catch([]),
  customerIds: z.array(z.string()).catch([]),
  identifierCount: z.number().catch(0),
});

/** An order as people see it. */
export function orderShownOf(shown: CommandShown): OrderShown {
  const command = kept.parse(shown.command);
  const consequence = keptConsequence.parse(shown.consequence);
  const erased = consequence.customerIds
    .slice(0, 1)
    .map((customerId) => ({ customerId, isNew: false, identifierCount: consequence.identifierCount }));
  return {
    id: shown.id,
    kind: shown.kind,
    by: shown.by,
    reason: shown.reason,
    at: momentOf(shown.recordedAt),
    pairs: command.pairs ?? (command.edge === undefined ? [] : [command.edge]),
    identifier: command.identifier ?? null,
    since: momentOrNull(command.at ?? null),
    model: command.model ?? null,
    undoes: shown.undoes,
    undoneBy: shown.undoneBy,
    isReversible: shown.isReversible,
    moved: consequence.moveCount,
    customers: erased.length > 0 ? erased : consequence.customers,
    refused: consequence.refused,
  };
}
