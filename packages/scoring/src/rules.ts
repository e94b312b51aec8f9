import type { Interaction } from '@throughline/schemas';
import { z } from 'zod';
import { scoringErrors } from './errors.ts';

const ruleSchema = z.object({
  /** Lasting name: contributions and signals are kept under it. */
  rule: z.string().min(1).max(60),
  /** The interaction's event that it is about; absent: any event. */
  event: z.string().min(1).optional(),
  /** Points for each time; 0 for a rule that only signals. */
  points: z.number().min(0).max(10_000),
  /** Property that tells how many times it happened in one interaction; absent, or not a whole number above 0: once. */
  countProperty: z.string().min(1).optional(),
  /** Only where the interaction lasted longer than this. */
  overSeconds: z.number().min(0).optional(),
  /** Only where this property has one of these values, compared in lower case. */
  property: z.object({ name: z.string().min(1), oneOf: z.array(z.string()).min(1) }).optional(),
  /** Points at most that one customer gets from this rule on one day (UTC); absent: no limit. */
  dailyCap: z.number().min(0).optional(),
  /** The signal that it raises, if any. */
  signal: z.string().min(1).max(60).optional(),
  /** How often it may raise it: for each interaction, or once a day (UTC) for each content. */
  signalWindow: z.enum(['interaction', 'content-day']).default('interaction'),
  enabled: z.boolean().default(true),
});

const ruleSetSchema = z.object({
  /** value(t) = points × 2^(−(t − occurredAt) / half-life) */
  halfLifeDays: z.number().positive().default(30),
  rules: z
    .array(ruleSchema)
    .refine((rules) => new Set(rules.map(({ rule }) => rule)).size === rules.length, 'each rule once'),
  /** Points of one customer on one day (UTC) from which `high_engagement` is raised, once that day. */
  highEngagementPoints: z.number().positive().default(50),
  /** Score from which `hot_lead` is raised, once a month (UTC). */
  hotLeadScore: z.number().positive().default(80),
  /** Score that somebody must have had when last heard of for their silence to be worth a `low_engagement`. */
  lowEngagementScore: z.number().positive().default(30),
  /** Days of silence after which `low_engagement` is raised, once for each silence. */
  quietDays: z.number().positive().default(30),
  /** What is older than this raises no signal: it is for somebody to act on, and the topic keeps 90 days. */
  signalHorizonDays: z.number().positive().default(90),
});

export type Rule = z.output<typeof ruleSchema>;
export type RuleSet = z.output<typeof ruleSetSchema>;

/**
 * Reads a rule set from JSON, filling in defaults.
 * @throws scoring.rules-invalid naming the places that are wrong
 */
export function parseRuleSet(json: unknown): RuleSet {
  const parsed = ruleSetSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.map(String).join('.')}: ${issue.message}`,
  );
  throw scoringErrors.rulesInvalid({ detail: { problems } });
}

/** In force until a rule set is saved. The caps keep one restless day from outweighing everything else. */
export const defaultRuleSet: RuleSet = parseRuleSet({
  rules: [
    {
      rule: 'view',
      event: 'viewed',
      points: 5,
      dailyCap: 50,
      signal: 'new_view',
      signalWindow: 'content-day',
    },
    { rule: 'question', event: 'question_asked', points: 10, countProperty: 'questions', dailyCap: 100 },
    { rule: 'time', event: 'time_spent', points: 15, overSeconds: 300, dailyCap: 60 },
    { rule: 'download', event: 'downloaded', points: 20, dailyCap: 100 },
    { rule: 'cta', event: 'cta_clicked', points: 30, dailyCap: 150, signal: 'cta_clicked' },
    { rule: 'completed', event: 'completed', points: 0, signal: 'completed' },
    {
      rule: 'question_matched',
      event: 'question_asked',
      points: 0,
      property: { name: 'matched', oneOf: ['true', 'yes', '1'] },
      signal: 'question_matched',
    },
    {
      rule: 'negative_sentiment',
      points: 0,
      property: { name: 'sentiment', oneOf: ['negative'] },
      signal: 'negative_sentiment',
    },
  ],
});

/** Whether the rule is about this interaction. A change of a record in a CRM is nobody's engagement. */
export function applies(rule: Rule, interaction: Interaction): boolean {
  if (!rule.enabled || interaction.kind === 'record' || interaction.state !== 'active') return false;
  if (rule.event !== undefined && rule.event !== interaction.event) return false;
  if (rule.overSeconds !== undefined && !((interaction.durationSeconds ?? 0) > rule.overSeconds))
    return false;
  if (rule.property === undefined) return true;
  const value = interaction.properties[rule.property.name]?.trim().toLowerCase();
  return value !== undefined && rule.property.oneOf.includes(value);
}

/** Points of this interaction under a rule that applies to it. */
export function pointsOf(rule: Rule, interaction: Interaction): number {
  const count = rule.countProperty === undefined ? 1 : Number(interaction.properties[rule.countProperty]);
  return rule.points * (Number.isInteger(count) && count > 0 ? Math.min(count, 1000) : 1);
}
