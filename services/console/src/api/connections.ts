import { z } from 'zod';
import { cursor, id, limit, moment, next } from './shapes.ts';

const settings = z.record(z.string(), z.unknown());

export const platformItem = z
  .object({
    id: z.string(),
    name: z.string(),
    family: z.string(),
    docs: z.string(),
    authentication: z.string(),
    captures: z.array(z.string()),
    settings: z
      .record(z.string(), z.unknown())
      .describe('JSON Schema of the settings that a source of this platform needs'),
    secretSettings: z.array(z.string()),
    generated: z
      .array(z.string())
      .describe('Secrets that can be made for a new source, where the vendor lets us choose them'),
    steps: z.array(z.string()),
    samples: z.array(z.string()).describe('Titles of the test deliveries that can be sent'),
    follows: z.boolean().describe('Whether its API is asked too: history, subscriptions, what got lost'),
  })
  .meta({ id: 'Platform' });
export type PlatformItem = z.infer<typeof platformItem>;
export const platformList = z.object({ items: z.array(platformItem) });

export const newSource = z
  .object({
    platform: id,
    name: z.string().trim().min(1).max(200),
    settings: settings
      .optional()
      .describe('Left out: secrets are generated where the vendor lets us choose them'),
    generate: z
      .array(z.string())
      .optional()
      .describe('Settings to be made beside those given: of the platform’s `generated`'),
  })
  .meta({ id: 'NewSource' });

/** New settings for a source; left out: fresh secrets, everything else as it was. */
export const rotation = z
  .object({
    settings: settings.optional(),
    previousValidSeconds: z
      .number()
      .int()
      .min(0)
      .max(30 * 24 * 60 * 60)
      .optional(),
  })
  .meta({ id: 'Rotation' });

/** Some of a source's settings; what is not named stays. */
export const sourceChange = z
  .object({
    name: z.string().trim().min(1).max(200).optional(),
    settings: settings.optional().describe('Those that change; null takes one away'),
  })
  .meta({ id: 'SourceChange' });

const arrival = z.object({ count: z.number().int(), at: moment.describe('The last one') });

/** What became of the deliveries of a source's vendor. Test deliveries are not among them. */
export const arrivals = z
  .object({
    state: z
      .enum(['waiting', 'greeted', 'receiving', 'refused'])
      .describe(
        '`waiting`: nothing came yet; `greeted`: the vendor’s handshake alone; `refused`: the last one was',
      ),
    accepted: arrival.nullable(),
    handshake: arrival.nullable(),
    refused: arrival
      .extend({
        reason: z.string().describe('In the platform’s words'),
        action: z.string().describe('What to do'),
      })
      .nullable(),
  })
  .meta({ id: 'Arrivals' });
export type Arrivals = z.infer<typeof arrivals>;

export const sourceItem = z
  .object({
    id: z.string(),
    platform: z.string(),
    name: z.string(),
    url: z
      .string()
      .describe('Where the vendor sends; a secret in the path is masked but right after creating it'),
    settings: settings.describe('Secrets masked'),
    createdAt: moment,
    arrivals,
  })
  .meta({ id: 'Source' });
export type SourceItem = z.infer<typeof sourceItem>;
export const sourceList = z.object({ items: z.array(sourceItem) });

/** A source right after it was made or its secrets were rotated: the one time that its secrets are shown. */
export const connectedSource = sourceItem
  .extend({
    settings: settings.describe('In clear, this once'),
    steps: z.array(z.string()).describe('How to connect it at the vendor'),
  })
  .meta({ id: 'ConnectedSource' });
export type ConnectedSource = z.infer<typeof connectedSource>;

export const sourceDetail = sourceItem.extend({ steps: z.array(z.string()) }).meta({ id: 'SourceDetail' });
export type SourceDetail = z.infer<typeof sourceDetail>;

export const newDestination = z
  .object({
    platform: id,
    name: z.string().trim().min(1).max(200),
    settings: settings.describe('Secrets among them are kept encrypted and never shown'),
  })
  .meta({ id: 'NewDestination' });

export const destinationItem = z
  .object({
    id: z.string(),
    platform: z.string(),
    name: z.string(),
    state: z.enum(['active', 'paused', 'disabled']),
    /** Why and until when nothing goes out, where it is so. */
    pausedFor: z
      .object({ code: z.string(), message: z.string(), action: z.string(), until: moment.nullable() })
      .nullable(),
    settings: settings.describe('Secrets masked'),
    createdAt: moment,
    pending: z.number().int().describe('Records that are about to be written'),
    waiting: z.number().int().describe('Records that wait for something to become known'),
    written: z.number().int().describe('Records that are ours over there'),
    openErrors: z.number().int().describe('Records that wait for a person'),
  })
  .meta({ id: 'Destination' });
export type DestinationItem = z.infer<typeof destinationItem>;
export const destinationList = z.object({ items: z.array(destinationItem) });

export const destinationError = z
  .object({
    id: z.number().int().describe('The job'),
    record: z.string().describe('contact:<customerId> or activity:<interactionId>'),
    code: z.string(),
    message: z.string(),
    action: z.string(),
    vendorMessage: z.string().nullable().describe('In the vendor’s words'),
    customers: z.array(z.string()),
    attempts: z.number().int(),
    failedAt: moment,
  })
  .meta({ id: 'DestinationError' });
export type DestinationError = z.infer<typeof destinationError>;
export const destinationErrorQuery = z.object({ limit: limit(500, 100), cursor });
export const destinationErrorPage = z
  .object({ items: z.array(destinationError), next })
  .meta({ id: 'DestinationErrors' });
export type DestinationErrorPage = z.infer<typeof destinationErrorPage>;

export const jobChoice = z
  .object({ jobs: z.array(z.number().int()).min(1).max(1000).describe('Ids of the failed jobs') })
  .meta({ id: 'JobChoice' });
export const jobsChanged = z.object({ changed: z.number().int() }).meta({ id: 'JobsChanged' });
