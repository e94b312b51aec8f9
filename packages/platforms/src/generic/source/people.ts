import type { ConsentStatement, Participant } from '@throughline/schemas';
import { isInternal } from '../../reading/address.ts';
import { emailIdentifier, identifier, participant, phoneIdentifier } from '../../reading/index.ts';
import type { Told } from '../../reading/interaction.ts';
import type { Rendered } from './mapping/compile.ts';
import type { Target } from './mapping/targets.ts';
import { consentOf, namedTextsOf } from './values.ts';

export interface Acquaintance {
  readonly platform: string;
  readonly account: string;
  /** Whether what the system says of a person is proven. */
  readonly trusted: boolean;
  readonly region: string;
  readonly internalDomains: ReadonlyArray<string>;
}

type Values = Rendered['values'];

const LONGEST_VALUE = 200;

/** The values of all targets behind a prefix, by what stands behind it. */
export const namedValues = (values: Values, prefix: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries<string>(values as Readonly<Record<string, string>>).flatMap(([field, value]) =>
      field.startsWith(`${prefix}.`) ? [[field.slice(prefix.length + 1), value]] : [],
    ),
  );

const named = (type: string, value: string | undefined, verified: boolean) =>
  value === undefined ? [] : [identifier(type, value.slice(0, LONGEST_VALUE), verified)];

const hasAny = (values: Values, prefix: string): boolean =>
  Object.keys(values).some((field) => field === prefix || field.startsWith(`${prefix}.`));

function customerOf(values: Values, by: Acquaintance, direction: Told['direction']): Participant {
  const email = values['customer.email'];
  const internal = email !== undefined && isInternal(email.trim().toLowerCase(), by.internalDomains);
  const id = values['customer.id'];
  return participant({
    role: internal ? 'agent' : 'customer',
    author: direction === 'inbound',
    name: values['customer.name'],
    identifiers: [
      ...named('user', values['customer.userId'], by.trusted),
      ...named(`${by.platform}-customer`, id === undefined ? id : `${by.account}/${id}`, true),
      ...emailIdentifier(email, by.trusted),
      ...phoneIdentifier(values['customer.phone'], by.region, by.trusted),
      ...Object.entries(namedValues(values, 'identifiers')).flatMap(([type, value]) =>
        named(type, value, by.trusted),
      ),
    ],
    traits: { ...namedTextsOf(values.traits ?? ''), ...namedValues(values, 'traits') },
  });
}

function agentOf(values: Values, by: Acquaintance, direction: Told['direction']): Participant {
  const id = values['agent.id'];
  return participant({
    role: 'agent',
    author: direction === 'outbound' || direction === 'internal',
    name: values['agent.name'],
    identifiers: [
      ...named(`${by.platform}-agent`, id === undefined ? id : `${by.account}/${id}`, true),
      ...emailIdentifier(values['agent.email'], true),
    ],
  });
}

/** The customer, where anything is told of one, and the agent. */
export function peopleOf(
  values: Values,
  by: Acquaintance,
  direction: Told['direction'],
): ReadonlyArray<Participant> {
  const ofCustomer = ['customer', 'identifiers', 'traits'].some((prefix) => hasAny(values, prefix));
  return [
    ...(ofCustomer ? [customerOf(values, by, direction)] : []),
    ...(hasAny(values, 'agent') ? [agentOf(values, by, direction)] : []),
  ];
}

/** Which identifiers a purpose is about; any other purpose is about all of them. */
const ABOUT: Readonly<Partial<Record<string, string>>> = { sms: 'phone', phone: 'phone', email: 'email' };

const STATE: Target = 'consent.state';

/** What the customer allows or no longer allows, for each identifier that it is about. */
export function consentsOf(
  values: Values,
  people: ReadonlyArray<Participant>,
  trusted: boolean,
): ReadonlyArray<ConsentStatement> {
  const state = consentOf(values[STATE] ?? '');
  if (state === undefined) return [];
  const purpose = values['consent.purpose'] ?? 'marketing';
  const known = people.find((one) => one.role === 'customer')?.identifiers ?? [];
  const about = known.filter((one) => one.type === ABOUT[purpose]);
  return (about.length > 0 ? about : known).map((one) => ({
    identifierType: one.type,
    identifierValue: one.value,
    purpose,
    state,
    trusted,
  }));
}
