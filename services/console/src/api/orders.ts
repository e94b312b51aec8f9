import { z } from 'zod';
import { cursor, limit, moment, next, timeFilter } from './shapes.ts';

/** `type:value`, as it is shown with a customer. */
const identifier = z
  .string()
  .max(1000)
  .regex(/^[^\s:]+:./, 'type:value')
  .describe('`type:value`, as it is shown with the customer');
const pair = z.tuple([identifier, identifier]);
const pairs = z.array(pair).min(1).max(100);

const about = <K extends string>(kind: K) => z.object({ kind: z.literal(kind), identifier });

/** What a person may order. */
const order = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('cut'), edge: pair }).describe('These two are not tied, and never will be'),
    about('cut-identifier').describe('It is not its customer’s; devices seen with it alone go along'),
    z.object({ kind: z.literal('link'), pairs }).describe('One person’s; protections hold'),
    z.object({ kind: z.literal('never-link'), pairs }).describe('Two people’s, whatever comes'),
    about('mark-shared').describe('Many people’s: it links nobody'),
    about('unmark-shared').describe('One person’s after all'),
    about('block').describe('Nobody’s: it links nobody and holds nothing'),
    about('reassign')
      .extend({ at: timeFilter.describe('From then on it is somebody else’s') })
      .describe('A recycled number or address'),
    z
      .object({ kind: z.literal('undo'), command: z.string().min(1).max(200) })
      .describe('Takes an order back'),
  ])
  .meta({ id: 'Order' });
/** As it is sent. */
export type OrderSent = z.input<typeof order>;

export const reason = z
  .string()
  .trim()
  .min(3)
  .max(1000)
  .describe('Why: kept with the order until the person is erased');

export const previewOrder = z.object({ command: order }).meta({ id: 'PreviewOrder' });
export const newOrder = z.object({ command: order, reason }).meta({ id: 'NewOrder' });

const resulting = z.object({
  customerId: z.string(),
  isNew: z.boolean().describe('Did not exist before; in a preview the id is a placeholder'),
  name: z.string().nullable(),
  takesOver: z.array(z.string()).describe('Ids that resolve to it from then on'),
  identifierCount: z.number().int(),
  identifiers: z.array(z.string()).describe('At most 50'),
});

const refusedEdge = z.object({ from: z.string(), to: z.string(), refusal: z.string() });

/** What followed from an order. */
export const consequenceDetail = z
  .object({
    commandId: z.string(),
    customers: z.array(resulting).describe('Those that are not as they were'),
    moved: z.number().int().describe('Anchors, conversations too, that went to another customer'),
    refused: z.array(refusedEdge).describe('What was asserted and a protection refused'),
  })
  .meta({ id: 'Consequence' });
export type ConsequenceDetail = z.infer<typeof consequenceDetail>;

const resultingInFigures = resulting.extend({
  interactions: z.number().int().describe('Interactions that would be theirs'),
  interactionsNow: z.number().int().describe('Interactions that are theirs now'),
  score: z.number().describe('What these interactions are worth now'),
  scoreNow: z.number().nullable(),
  segments: z
    .array(z.string())
    .nullable()
    .describe('Names of the segments they are in now; null: nobody yet, so they are worked out afterwards'),
  records: z
    .array(z.object({ destinationId: z.string(), destination: z.string(), remoteId: z.string().nullable() }))
    .describe('Records in CRMs that are theirs now and are written anew'),
});
export type ResultingInFigures = z.infer<typeof resultingInFigures>;

/** What an order would change, in numbers. */
export const previewDetail = z
  .object({
    customers: z.array(resultingInFigures).describe('At most 20'),
    customerCount: z.number().int().describe('Customers that would not be as they are'),
    moving: z.object({
      anchors: z.number().int().describe('Identifiers and conversations that would go to another customer'),
      interactions: z.number().int().describe('Interactions that would'),
    }),
    refused: z.array(refusedEdge),
    complete: z
      .boolean()
      .describe('false: so many anchors move that the interactions are counted over the first 1,000'),
  })
  .meta({ id: 'Preview' });
export type PreviewDetail = z.infer<typeof previewDetail>;

/** An order as it is kept. */
const orderShown = z
  .object({
    id: z.string(),
    kind: z.string().describe('Of an order, or erase, or rules'),
    by: z.string(),
    reason: z.string().nullable(),
    at: moment,
    pairs: z.array(z.tuple([z.string(), z.string()])),
    identifier: z.string().nullable(),
    since: moment.nullable().describe('Of a recycled identifier: from when it is somebody else’s'),
    model: z.string().nullable().describe('Version of the model whose match it was'),
    undoes: z.string().nullable(),
    undoneBy: z.string().nullable(),
    isReversible: z.boolean(),
    moved: z.number().int(),
    customers: z.array(
      z.object({ customerId: z.string(), isNew: z.boolean(), identifierCount: z.number().int() }),
    ),
    refused: z.array(refusedEdge),
  })
  .meta({ id: 'OrderShown' });
export type OrderShown = z.infer<typeof orderShown>;

export const ordersQuery = z.object({ limit: limit(200, 50), cursor });
export const ordersPage = z.object({ items: z.array(orderShown), next }).meta({ id: 'OrdersPage' });
export type OrdersPage = z.infer<typeof ordersPage>;

export const erasureOrder = z.object({ reason }).meta({ id: 'ErasureOrder' });

export const erasureForeseen = z
  .object({
    customerIds: z.array(z.string()).describe('Their own id, and every id that was merged into it'),
    identifierCount: z.number().int().describe('Identifiers and conversations'),
    interactions: z.number().int().describe('Interactions that would be nobody’s'),
    records: z.number().int().describe('Records of theirs in CRMs'),
  })
  .meta({ id: 'ErasureForeseen' });
export type ErasureForeseen = z.infer<typeof erasureForeseen>;

export const erasureDone = z
  .object({
    commandId: z.string(),
    customerIds: z.array(z.string()),
    identifierCount: z.number().int(),
    erasedAt: moment,
  })
  .meta({ id: 'ErasureDone' });
