import { DestinationError } from '../../destination-errors.ts';
import type { ContactWrite, WriteResult } from '../../destination.ts';
import { readBatch, writeBatch, type BatchInput, type Failure } from './batch.ts';
import type { ObjectAnswer } from './answers.ts';
import type { HubSpotClient } from './client.ts';
import { Refusal } from './failures.ts';
import { customerIdProperty, mergedIntoProperty } from './names.ts';

const path = (operation: 'update' | 'upsert') => `/crm/v3/objects/contacts/batch/${operation}`;
const identifying = ['email', 'hs_additional_emails', customerIdProperty];

interface Update {
  readonly write: ContactWrite;
  readonly remoteId: string;
  /** Fields not to be sent. */
  readonly withheld: ReadonlyArray<string>;
}

/** HubSpot keeps e-mail addresses in lower case. */
const emailOf = (write: ContactWrite): string => (write.fields['email'] ?? '').trim().toLowerCase();

const errorOf = (failure: Failure): DestinationError =>
  failure === undefined
    ? new DestinationError('outcomeUnknown')
    : failure instanceof Refusal
      ? failure.toError()
      : failure;

const written = (
  write: ContactWrite,
  remoteId: string,
  rest: {
    readonly created?: boolean;
    readonly owned?: boolean;
    readonly withheld?: ReadonlyArray<string>;
  } = {},
): WriteResult => ({
  record: write.record,
  ok: true,
  created: rest.created ?? false,
  remoteType: 'contacts',
  remoteId,
  owned: rest.owned ?? true,
  withheld: rest.withheld ?? [],
});

function propertiesOf(write: ContactWrite, withheld: ReadonlyArray<string>): Record<string, string> {
  const fields = Object.fromEntries(
    Object.entries(write.fields).filter(([name]) => !withheld.includes(name)),
  );
  return { ...fields, [customerIdProperty]: write.customerId, [mergedIntoProperty]: write.mergedInto ?? '' };
}

/** Chooses, for a customer whose contact the ledger does not know, the contact that exists already. */
function choose(
  write: ContactWrite,
  byKey: ReadonlyMap<string, ObjectAnswer>,
  byEmail: ReadonlyMap<string, ObjectAnswer>,
): ObjectAnswer | undefined {
  for (const key of [write.customerId, ...write.aliases]) {
    const contact = byKey.get(key);
    if (contact !== undefined) return contact;
  }
  return byEmail.get(emailOf(write));
}

/**
 * Takes over a contact that is there: one that people made gets our id and the mapped fields, but keeps its own e-mail address
 * (ours may be one of its additional ones); one that carries the id of another customer of ours is only linked to.
 */
function adopt(write: ContactWrite, contact: ObjectAnswer): Update | WriteResult {
  const key = contact.properties[customerIdProperty] ?? '';
  if (key !== '' && key !== write.customerId && !write.aliases.includes(key))
    return written(write, contact.id, { owned: false });
  const primary = (contact.properties['email'] ?? '').toLowerCase();
  const keepsEmail = primary !== '' && primary !== emailOf(write);
  return { write, remoteId: contact.id, withheld: keepsEmail ? ['email'] : [] };
}

/** Updates by id. A value that another contact holds is withheld rather than moved; a contact that is gone is said to be gone. */
async function update(client: HubSpotClient, updates: ReadonlyArray<Update>): Promise<WriteResult[]> {
  const inputs = updates.map(({ write, remoteId, withheld }) => ({
    id: remoteId,
    properties: propertiesOf(write, withheld),
  }));
  const answers = await writeBatch(client, path('update'), inputs);
  const results: WriteResult[] = [];
  const again: Update[] = [];
  const silent: Update[] = [];
  updates.forEach((one, index) => {
    const answer = answers[index];
    const failure = answer === undefined || answer.ok ? undefined : answer.failure;
    if (answer?.ok === true) results.push(written(one.write, one.remoteId, { withheld: one.withheld }));
    else if (failure instanceof Refusal && failure.isConflict && !one.withheld.includes('email'))
      again.push({ ...one, withheld: [...one.withheld, 'email'] });
    else if (failure === undefined) silent.push(one);
    else results.push({ record: one.write.record, ok: false, error: errorOf(failure) });
  });
  if (silent.length > 0) {
    // HubSpot may answer an update of a deleted contact with neither a result nor an error.
    const there = await readBatch(
      client,
      'contacts',
      silent.map((one) => one.remoteId),
      [],
    );
    const ids = new Set(there.map((contact) => contact.id));
    for (const one of silent) {
      const error = new DestinationError(ids.has(one.remoteId) ? 'outcomeUnknown' : 'recordGone');
      results.push({ record: one.write.record, ok: false, error });
    }
  }
  if (again.length > 0) results.push(...(await update(client, again)));
  return results;
}

/** Creates by our id. A contact that turns out to exist with that e-mail address (an additional one, or made this moment) is adopted. */
async function upsert(client: HubSpotClient, writes: ReadonlyArray<ContactWrite>): Promise<WriteResult[]> {
  const inputs: BatchInput[] = writes.map((write) => ({
    id: write.customerId,
    idProperty: customerIdProperty,
    properties: propertiesOf(write, []),
  }));
  const answers = await writeBatch(client, path('upsert'), inputs);
  const results: WriteResult[] = [];
  const existing = new Map<ContactWrite, string>();
  writes.forEach((write, index) => {
    const answer = answers[index];
    const failure = answer === undefined || answer.ok ? undefined : answer.failure;
    if (answer?.ok === true)
      results.push(written(write, answer.object.id, { created: answer.object.new === true }));
    else if (failure instanceof Refusal && failure.existingId !== undefined)
      existing.set(write, failure.existingId);
    else results.push({ record: write.record, ok: false, error: errorOf(failure) });
  });
  if (existing.size > 0) {
    const contacts = await readBatch(client, 'contacts', [...existing.values()], identifying);
    const byId = new Map(contacts.map((contact) => [contact.id, contact]));
    const adopted = [...existing].map(([write, id]) => {
      const contact = byId.get(id);
      if (contact !== undefined) return adopt(write, contact);
      return { record: write.record, ok: false as const, error: new DestinationError('conflict') };
    });
    results.push(...(await settle(client, adopted)));
  }
  return results;
}

async function settle(
  client: HubSpotClient,
  chosen: ReadonlyArray<Update | WriteResult>,
): Promise<WriteResult[]> {
  const results = chosen.filter((one): one is WriteResult => 'ok' in one);
  const updates = chosen.filter((one): one is Update => !('ok' in one));
  return updates.length === 0 ? results : [...results, ...(await update(client, updates))];
}

/**
 * Writes contacts and never creates a second one: known ones by their id; unknown ones are looked for by our id and by e-mail address, and
 * only what is not there is upserted by our unique property.
 * @throws DestinationError
 */
export async function upsertContacts(
  client: HubSpotClient,
  batch: ReadonlyArray<ContactWrite>,
): Promise<ReadonlyArray<WriteResult>> {
  const known = batch.flatMap((write) =>
    write.remoteId === null ? [] : [{ write, remoteId: write.remoteId, withheld: [] }],
  );
  const results = known.length === 0 ? [] : await update(client, known);
  const unknown = batch.filter((write) => write.remoteId === null);
  if (unknown.length === 0) return results;

  // Two customers with one e-mail address: the second looks again after the first was written.
  const now: ContactWrite[] = [];
  const later: ContactWrite[] = [];
  const taken = new Set<string>();
  for (const write of unknown) {
    const email = emailOf(write);
    if (email !== '' && taken.has(email)) later.push(write);
    else now.push(write);
    taken.add(email);
  }
  const keys = now.flatMap((write) => [write.customerId, ...write.aliases]);
  const emails = now.map(emailOf).filter((email) => email !== '');
  const keyed = await readBatch(client, 'contacts', keys, identifying, customerIdProperty);
  const mailed = emails.length === 0 ? [] : await readBatch(client, 'contacts', emails, identifying, 'email');
  const byKey = new Map(keyed.map((contact) => [contact.properties[customerIdProperty] ?? '', contact]));
  const byEmail = new Map(
    mailed.map((contact) => [(contact.properties['email'] ?? '').toLowerCase(), contact]),
  );
  const chosen = now.map((write) => ({ write, contact: choose(write, byKey, byEmail) }));
  const existing = chosen.flatMap(({ write, contact }) =>
    contact === undefined ? [] : [adopt(write, contact)],
  );
  results.push(...(await settle(client, existing)));
  const missing = chosen.flatMap(({ write, contact }) => (contact === undefined ? [write] : []));
  if (missing.length > 0) results.push(...(await upsert(client, missing)));
  if (later.length > 0) results.push(...(await upsertContacts(client, later)));
  return results;
}
