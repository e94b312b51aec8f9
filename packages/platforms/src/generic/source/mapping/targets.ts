/** What a mapping can fill in. */

const SINGLE = [
  'objectId',
  'revision',
  'channel',
  'kind',
  'event',
  'direction',
  'state',
  'occurredAt',
  'conversation',
  'subject',
  'text',
  'link',
  'amount',
  'currency',
  'duration',
  'recording',
  'customer.id',
  'customer.userId',
  'customer.email',
  'customer.phone',
  'customer.name',
  'agent.id',
  'agent.email',
  'agent.name',
  'consent.purpose',
  'consent.state',
  // These two take a JSON object whole.
  'traits',
  'properties',
] as const;

export type SingleTarget = (typeof SINGLE)[number];

/** A name of the user's own behind a prefix. */
export type NamedTarget = `${'identifiers' | 'traits' | 'properties'}.${string}`;

export type Target = SingleTarget | NamedTarget;

/** Identifier types that have a target of their own, where they are read as such. */
const RESERVED_TYPES = new Set(['email', 'phone', 'user']);

const single = new Set<string>(SINGLE);
const NAMED = /^(identifiers|traits|properties)\.([\w -]{1,60})$/;
const IDENTIFIER_TYPE = /^[a-z][a-z0-9-]{0,39}$/;

/** Whether a mapping can have the field. */
export function isTarget(field: string): field is Target {
  if (single.has(field)) return true;
  const [, prefix, name = ''] = NAMED.exec(field) ?? [];
  if (prefix === 'identifiers') return IDENTIFIER_TYPE.test(name) && !RESERVED_TYPES.has(name);
  return prefix !== undefined;
}

/** Every field that can be mapped, for people. */
export const TARGETS: ReadonlyArray<string> = [
  ...SINGLE,
  'identifiers.<type>',
  'traits.<name>',
  'properties.<name>',
];
