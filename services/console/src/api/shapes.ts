import { z } from 'zod';

/** A moment, ISO 8601 in UTC with milliseconds. */
export const moment = z.iso.datetime().meta({ id: 'Moment', description: 'ISO 8601, UTC' });

/** Epoch milliseconds, as everything inside Throughline keeps time, to what the API says. */
export const momentOf = (epochMs: number): string => new Date(epochMs).toISOString();

/** A time or a day that a filter names; a day without time means its first moment in UTC. */
export const timeFilter = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()])
  .transform((text) => Date.parse(text))
  .meta({
    override: { type: 'string', format: 'date-time' },
    description: 'ISO 8601 with offset, or a day (UTC)',
  });

export const cursor = z
  .string()
  .max(2000)
  .optional()
  .describe('`next` of the page before; leave it out for the first page');
export const next = z
  .string()
  .nullable()
  .describe('Send it as `cursor` for the next page; null: this was the last');

/** How many items a page has. */
export const limit = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual);

export const id = z.string().min(1).max(200);
export const withId = z.object({ id });

/** A stretch of text, and whether it is what was searched for. */
export const segment = z.object({ text: z.string(), hit: z.boolean() }).meta({ id: 'Segment' });
export type Segment = z.infer<typeof segment>;

/** What a request without a result answers. */
export const done = z.object({ done: z.boolean() }).meta({ id: 'Done' });

/** SHA-256 of a raw delivery, as it stands with evidence. */
export const withDigest = z.object({ digest: z.string().min(1).max(200) });
