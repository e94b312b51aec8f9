import { defaultThresholds } from '@throughline/matching';
import type { TraitSource } from '../model.ts';

/**
 * What each type of identifier may do. A `person` identifier reaches or names somebody; a `record` is a vendor's entry about
 * somebody; a `device` is what they use; a `weak` one (a name, a company) is many people's; `last-resort` ones hold
 * interactions of nobody known.
 */
export interface TypeRule {
  readonly class: 'person' | 'record' | 'device' | 'weak' | 'last-resort';
  /** The higher, the sooner it is the anchor, and the sooner its edges are accepted. */
  readonly priority: number;
  /** How many of the type one customer may hold: per vendor account where `exclusive`, else in all. */
  readonly limit: number;
  readonly exclusive: boolean;
  /** One identifier seen directly with more than this many of the type is used by many people: it is learnt as shared. */
  readonly sharedAbove: number;
}

const rule = (kind: TypeRule['class'], priority: number, limit: number, exclusive = false): TypeRule => ({
  class: kind,
  priority,
  limit,
  exclusive,
  sharedAbove: exclusive ? 3 : limit,
});

const user = rule('person', 90, 1, true);
const exclusiveRecord = rule('record', 80, 1, true);
const record = rule('record', 75, 5);
const handle = rule('person', 50, 10);
const device = rule('device', 10, 10_000);
const weak = rule('weak', 0, 0);
const lastResort = rule('last-resort', 1, Number.POSITIVE_INFINITY);

const byType: ReadonlyMap<string, TypeRule> = new Map([
  ['user', user],
  ['user-id', user],
  ['email', rule('person', 70, 20)],
  ['phone', rule('person', 60, 10)],
  ...['cookie', 'anonymous', 'anonymous-id', 'device', 'session', 'visitor', 'client-id'].map(
    (type) => [type, device] as const,
  ),
  ...[
    'name',
    'company',
    'postcode',
    'address',
    'birth-date',
    'ip',
    'domain',
    'company-number',
    'company-email',
    'sender',
  ].map((type) => [type, weak] as const),
  // A CRM's entry for a person, whatever it calls them.
  ['8x8-customer', exclusiveRecord],
  ['conversation', lastResort],
  ['interaction', lastResort],
]);

/** The rule of a type; the vocabulary is open, so an unknown one is judged by its ending (`hubspot-contact`, `zendesk-user`). */
export function ruleOf(type: string): TypeRule {
  const known = byType.get(type);
  if (known) return known;
  if (/-(contact|lead)$/.test(type)) return exclusiveRecord;
  if (/-(customer|user|requester|profile|member|person)$/.test(type)) return record;
  return handle;
}

/** Whether an identifier is a conversation or a lone interaction: it is somebody only as long as nobody else turns up. */
export const isLastResort = (identifier: string): boolean =>
  ruleOf(typeOf(identifier)).class === 'last-resort';

/** `email` of `email:a@b.c`. */
export const typeOf = (identifier: string): string => identifier.slice(0, identifier.indexOf(':'));
export const valueOf = (identifier: string): string => identifier.slice(identifier.indexOf(':') + 1);

/**
 * What a limit is counted by: the type, and for exclusive types the vendor's account too, which is the value up to its last
 * `:` or `/` (`hubspot-contact:123:77` counts as `hubspot-contact@123`).
 */
export function slotOf(identifier: string): string {
  const type = typeOf(identifier);
  if (!ruleOf(type).exclusive) return type;
  const value = valueOf(identifier);
  return `${type}@${value.slice(0, Math.max(0, value.lastIndexOf(':'), value.lastIndexOf('/')))}`;
}

/** The rule of a slot. */
export const ruleOfSlot = (slot: string): TypeRule => ruleOf(slot.split('@', 1)[0] ?? slot);

/** What an administrator may set otherwise than it stands here. */
export interface RuleSet {
  /** By type: how many of it one customer may hold. */
  readonly limits?: Readonly<Record<string, number>> | undefined;
  /** By type: one identifier seen directly with more than so many of it is learnt as shared. */
  readonly sharedAbove?: Readonly<Record<string, number>> | undefined;
  /** By trait, `*` for all others: whose word counts most; among equals the latest does. */
  readonly survivorship?: Readonly<Record<string, ReadonlyArray<TraitSource>>> | undefined;
  /** What is done about customers who are probably one person; unset parts are the usual ones. */
  readonly matching?: Partial<MatchingRules> | undefined;
}

/** What is done about customers who are one person's with some probability, 0 to 1. */
export interface MatchingRules {
  /** `suggest`: to a person only. `link`: also linked without one, where it is sure enough and protections allow it. */
  readonly mode: 'off' | 'suggest' | 'link';
  readonly linkAt: number;
  readonly suggestAt: number;
}

/** The bars are those of `@throughline/matching`, fixed by what an error costs. Nobody is linked unless that was asked for. */
const usualMatching: MatchingRules = { mode: 'suggest', ...defaultThresholds };

/** The rules that hold, ready for use. */
export interface Rules {
  readonly limitOf: (slot: string) => number;
  readonly sharedAbove: (slot: string) => number;
  /** The less, the more it counts. */
  readonly standingOf: (trait: string, source: TraitSource) => number;
  readonly matching: MatchingRules;
}

const usualOrder: ReadonlyArray<TraitSource> = ['verified', 'record', 'claimed'];

export function rulesOf(ruleSet: RuleSet = {}): Rules {
  const { limits = {}, sharedAbove = {}, survivorship = {}, matching = {} } = ruleSet;
  const limit = new Map(Object.entries(limits));
  const crowd = new Map(Object.entries(sharedAbove));
  const orders = new Map(Object.entries(survivorship));
  const orderOf = (trait: string) => orders.get(trait) ?? orders.get('*') ?? usualOrder;
  const standing = (order: ReadonlyArray<TraitSource>, source: TraitSource) => {
    const place = order.indexOf(source);
    return place < 0 ? order.length : place;
  };
  const typeOfSlot = (slot: string) => slot.split('@', 1)[0] ?? slot;
  return {
    limitOf: (slot) => limit.get(typeOfSlot(slot)) ?? ruleOfSlot(slot).limit,
    sharedAbove: (slot) => crowd.get(typeOfSlot(slot)) ?? ruleOfSlot(slot).sharedAbove,
    standingOf: (trait, source) => standing(orderOf(trait), source),
    matching: { ...usualMatching, ...matching },
  };
}

export const usualRules: Rules = rulesOf();
