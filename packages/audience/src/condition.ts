import { z } from 'zod';
import type { ConsentState } from './consent.ts';
import { audienceErrors } from './errors.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What a segment asks of a customer. */
export type Condition =
  | { readonly all: ReadonlyArray<Condition> }
  | { readonly any: ReadonlyArray<Condition> }
  | { readonly not: Condition }
  /** The score, after decay to now. */
  | { readonly scoreAtLeast: number }
  /** Whether they said or did anything in the last days. */
  | { readonly activeWithinDays: number }
  /** Whether a trait is there or, with `equals`, has that value, compared in lower case. */
  | { readonly trait: string; readonly equals?: string | undefined }
  | { readonly consent: string; readonly state: ConsentState };

const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(conditionSchema).min(1) }),
    z.strictObject({ any: z.array(conditionSchema).min(1) }),
    z.strictObject({ not: conditionSchema }),
    z.strictObject({ scoreAtLeast: z.number() }),
    z.strictObject({ activeWithinDays: z.number().positive() }),
    z.strictObject({ trait: z.string().min(1), equals: z.string().optional() }),
    z.strictObject({
      consent: z.string().min(1),
      state: z.enum(['granted', 'denied', 'pending', 'unknown']),
    }),
  ]),
);

const DEEPEST = 20;

function depthOf(json: unknown, depth = 0): number {
  if (typeof json !== 'object' || json === null || depth > DEEPEST) return depth;
  return Math.max(depth, ...Object.values(json).map((part) => depthOf(part, depth + 1)));
}

/** @throws audience.definition-invalid */
export function parseCondition(json: unknown): Condition {
  const parsed = depthOf(json) > DEEPEST ? undefined : conditionSchema.safeParse(json);
  if (parsed?.success) return parsed.data;
  const problems = parsed?.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.')}: ${message}`,
  );
  throw audienceErrors.definitionInvalid({ detail: { problems: problems ?? ['nested too deep'] } });
}

/** What a customer is asked about. Times are epoch milliseconds, UTC. */
export interface Profile {
  readonly traits: Readonly<Record<string, string>>;
  readonly score: number;
  readonly scoreAsOf: number;
  readonly halfLifeDays: number;
  /** When they last said or did something. */
  readonly lastActiveAt: number | null;
  /** State by purpose; a purpose that is not there is unknown. */
  readonly consents: Readonly<Record<string, ConsentState>>;
}

function scoreAt({ score, scoreAsOf, halfLifeDays }: Profile, now: number): number {
  if (score === 0 || halfLifeDays <= 0) return score;
  return score * 2 ** (-Math.max(0, now - scoreAsOf) / (halfLifeDays * DAY_MS));
}

/** Whether the customer is in a segment of this definition at `now` (epoch milliseconds). Pure. */
export function matches(condition: Condition, profile: Profile, now: number): boolean {
  if ('all' in condition) return condition.all.every((part) => matches(part, profile, now));
  if ('any' in condition) return condition.any.some((part) => matches(part, profile, now));
  if ('not' in condition) return !matches(condition.not, profile, now);
  if ('scoreAtLeast' in condition) return scoreAt(profile, now) >= condition.scoreAtLeast;
  if ('activeWithinDays' in condition) {
    return profile.lastActiveAt !== null && profile.lastActiveAt >= now - condition.activeWithinDays * DAY_MS;
  }
  if ('consent' in condition) return (profile.consents[condition.consent] ?? 'unknown') === condition.state;
  const value = profile.traits[condition.trait];
  if (value === undefined) return false;
  return condition.equals === undefined || value.toLowerCase() === condition.equals.toLowerCase();
}
