import type { ConsentStatement, Identifier, Participant } from '@throughline/schemas';
import type { NormalizeContext } from '../../contract.ts';
import { isInternal } from '../../reading/address.ts';
import { emailIdentifier, identifier, participant, phoneIdentifier } from '../../reading/index.ts';
import type { Lookup, Party, Row } from './row.ts';

const CUSTOMER_TABLES: ReadonlySet<string> = new Set(['contact', 'lead', 'account']);
const OWN_TABLES: ReadonlySet<string> = new Set(['systemuser', 'team', 'queue']);

const rowIdentifier = (account: string, { table, id }: Pick<Lookup, 'table' | 'id'>): Identifier =>
  identifier(`dynamics-${table}`, `${account}/${id}`, true);

/**
 * The person that a contact or lead describes. Staff keep contacts, so what stands there is the company's word; a lead is what
 * somebody claimed. A business phone is often a switchboard, and an account is no person: its address proves nobody.
 */
export function customerOf(row: Row, account: string, region: string): Participant {
  const isContact = row.table === 'contact';
  const known = row.table !== 'account';
  return participant({
    role: 'customer',
    author: true,
    name:
      row.text('fullname') ??
      row.text('name') ??
      [row.text('firstname'), row.text('lastname')].filter(Boolean).join(' '),
    identifiers: [
      ...(known ? emailIdentifier(row.text('emailaddress1'), isContact) : []),
      ...(known ? phoneIdentifier(row.text('mobilephone'), region, isContact) : []),
      ...(known ? phoneIdentifier(row.text('telephone1'), region, false) : []),
      rowIdentifier(account, row),
    ],
    traits: {
      firstName: row.text('firstname'),
      lastName: row.text('lastname'),
      jobTitle: row.text('jobtitle'),
      company: row.text('companyname') ?? row.lookup('parentcustomerid')?.name,
      website: row.text('websiteurl'),
      city: row.text('address1_city'),
      country: row.text('address1_country'),
      ...(known ? {} : { email: row.text('emailaddress1'), phone: row.text('telephone1') }),
    },
  });
}

/** What a contact or lead says of how its person may be reached. Only a prohibition was ever said: everything else is the default. */
export function consentsOf(row: Row, person: Participant): ReadonlyArray<ConsentStatement> {
  const denied = (column: string, type: string, purpose: string): ReadonlyArray<ConsentStatement> => {
    const value = person.identifiers.find((one) => one.type === type)?.value;
    return row.flag(column) !== true || value === undefined
      ? []
      : [{ identifierType: type, identifierValue: value, purpose, state: 'denied', trusted: true }];
  };
  return [
    ...denied('donotemail', 'email', 'email'),
    ...denied('donotbulkemail', 'email', 'marketing'),
    ...denied('donotphone', 'phone', 'phone'),
  ];
}

/** The customer that a case or an activity names, by its row alone. */
export const customerByRow = (
  account: string,
  who: Lookup | undefined,
  author: boolean,
): ReadonlyArray<Participant> =>
  who === undefined || !CUSTOMER_TABLES.has(who.table)
    ? []
    : [participant({ role: 'customer', author, name: who.name, identifiers: [rowIdentifier(account, who)] })];

const SENDER = 1;
/** Sender, to, cc, bcc. Others are no participants of what was said: the regarding row and the owner stand in columns as well. */
const SPOKE: ReadonlySet<number> = new Set([SENDER, 2, 3, 4]);
const MOST_PARTIES = 50;

function partyOf(party: Party, account: string, context: NormalizeContext): Participant {
  const { who, address } = party;
  const isRow = who !== undefined && CUSTOMER_TABLES.has(who.table);
  const byAddress = address !== undefined && isInternal(address.toLowerCase(), context.internalDomains);
  const isOwn = who === undefined || who.table === '' ? byAddress : OWN_TABLES.has(who.table);
  const reachable = [...emailIdentifier(address, isOwn), ...phoneIdentifier(address, context.region, false)];
  return participant({
    role: isOwn ? 'agent' : 'customer',
    author: party.role === SENDER,
    name: who?.name,
    // Of an account, the address is the company's and not a person's.
    identifiers: [
      ...(who?.table === 'account' ? [] : reachable),
      ...(isRow ? [rowIdentifier(account, who)] : []),
    ],
  });
}

/** Who took part in an activity; at most one is its author. */
export function participantsOf(
  row: Row,
  account: string,
  context: NormalizeContext,
): ReadonlyArray<Participant> {
  const spoke = row.parties.filter((party) => SPOKE.has(party.role)).slice(0, MOST_PARTIES);
  const sender = spoke.find((party) => party.role === SENDER);
  return spoke
    .filter((party) => party === sender || party.role !== SENDER)
    .map((party) => partyOf(party, account, context));
}
