import { z } from 'zod';
import { comparisons } from './comparisons/index.ts';
import { fieldNames } from './record.ts';

/** Raised when a model of before no longer means the same: fields, levels or normalisation have changed. */
export const MODEL_VERSION = 1;

const share = z.number().min(0).max(1);
const level = z.object({
  name: z.string(),
  /** How often two records of one person are at this level, of those that have the values. */
  m: share,
  /** How often two records of two people are. */
  u: share,
  /** How often two people of one household are. */
  household: share,
  /** The mean rarity of what two people's records share at this level; null where rarity does not bear on it. */
  rarity: z.number().positive().nullable(),
});

const modelSchema = z.object({
  version: z.literal(MODEL_VERSION),
  /** The chance that two records drawn blindly are one person's. */
  prior: z.number().gt(0).lt(1),
  /** The chance that they are of two people of one household. */
  householdPrior: z.number().gt(0).lt(1),
  comparisons: z.record(z.string(), z.array(level)),
  frequencies: z.record(
    z.enum(fieldNames),
    z.object({ total: z.number().int().min(0), counts: z.record(z.string(), z.number().int().positive()) }),
  ),
  training: z.object({
    seed: z.number().int(),
    records: z.number().int(),
    pairs: z.number().int(),
    randomPairs: z.number().int(),
    iterations: z.number().int(),
    converged: z.boolean(),
  }),
});

export type LevelModel = Readonly<z.infer<typeof level>>;
/** All that training found out: plain JSON, so that it can be kept and shown. */
export type Model = Readonly<z.infer<typeof modelSchema>>;

/**
 * Reads a model that was kept as JSON.
 * @returns undefined where it is none, or one of another version: train it again
 */
export function readModel(json: unknown): Model | undefined {
  const parsed = modelSchema.safeParse(json);
  if (!parsed.success) return undefined;
  const fits = comparisons.every(({ name, levels }) => {
    const trained = parsed.data.comparisons[name];
    return trained?.length === levels.length && levels.every((each, index) => each === trained[index]?.name);
  });
  return fits ? parsed.data : undefined;
}
