import { enqueueContacts, foldConsents } from '@throughline/ledger';
import { describe, expect, test } from 'vitest';
import { id, openTestAccount } from './testing-account.ts';
import { customer, resolved, tellCustomers, tellInteractions } from './testing.ts';

const account = await openTestAccount();
const { ledger, write, settle, jobs, deliveries } = account;

describe('people', () => {
  test('known before a destination was connected are its back-fill', async () => {
    await tellCustomers(ledger.database, [], [customer('c1'), customer('c2', { mergedInto: 'c1' })]);
    await settle([write()]);
    expect((await account.control.state()).creations).toEqual({ contacts: 1 });
  });

  test('whose e-mail address is in HubSpot already are adopted', async () => {
    const made = await account.control.create('contacts', { email: 'c1@example.com', firstname: 'Ada' });
    await tellCustomers(ledger.database, [id], [customer('c1')]);
    await tellInteractions(ledger.database, [id], [resolved('i1', 'c1')]);
    await settle([write()]);
    const state = await account.control.state();
    expect(state.objects['contacts']).toBe(1);
    expect(state.creations['contacts']).toBeUndefined();
    expect(await account.control.associations()).toEqual([expect.stringContaining(`contacts ${made.id}`)]);
  });

  test('nobody can be told of are not written until they are identified; their activities wait', async () => {
    const writer = write();
    await tellInteractions(ledger.database, [id], [resolved('i1', 'c1')]);
    await settle([writer]);
    expect(await jobs()).toMatchObject([{ record: 'activity:i1', state: 'waiting' }]);
    expect((await account.control.state()).requests.accepted).toBe(0);
    await tellCustomers(ledger.database, [id], [customer('c1')]);
    await settle([writer]);
    expect((await account.control.state()).objects).toMatchObject({ contacts: 1, communications: 1 });
    expect(await jobs()).toEqual([]);
  });

  test('who deny passing on are not written, and are once they allow it', async () => {
    const writer = write();
    const consent = {
      identifier: 'email:c1@example.com',
      customerId: 'c1',
      purpose: 'crm',
      interactionId: null,
      effectiveAt: 0,
      recordedAt: 0,
    };
    await ledger.database.transaction((trx) =>
      foldConsents(trx, [{ ...consent, state: 'denied', version: 1 }]),
    );
    await tellCustomers(ledger.database, [id], [customer('c1')]);
    await tellInteractions(ledger.database, [id], [resolved('i1', 'c1')]);
    await settle([writer]);
    expect((await account.control.state()).requests.accepted).toBe(0);
    expect(await deliveries()).toMatchObject([{ outcome: 'skipped', errorCode: 'ledger.consent-denied' }]);
    await ledger.database.transaction(async (trx) => {
      const changed = await foldConsents(trx, [{ ...consent, state: 'granted', version: 2 }]);
      await enqueueContacts(trx, [id], changed);
    });
    await settle([writer]);
    expect((await account.control.state()).objects).toMatchObject({ contacts: 1, communications: 1 });
    await ledger.database.transaction((trx) =>
      foldConsents(trx, [{ ...consent, state: 'denied', version: 3 }]),
    );
    await tellInteractions(ledger.database, [id], [resolved('i2', 'c1')]);
    await settle([writer]);
    expect((await account.control.state()).objects['communications']).toBe(1);
  });

  test('merged keep both contacts, one flagged; later activities go to the survivor', async () => {
    const writer = write();
    await tellCustomers(ledger.database, [id], [customer('c1'), customer('c2')]);
    await settle([writer]);
    await tellCustomers(
      ledger.database,
      [id],
      [customer('c1', { version: 2 }), customer('c2', { version: 2, mergedInto: 'c1' })],
    );
    await tellInteractions(ledger.database, [id], [resolved('i1', 'c2')]);
    await settle([writer]);
    const contacts = await account.control.objects('contacts');
    const of = (customerId: string) =>
      contacts.find((one) => one.properties['throughline_customer_id'] === customerId);
    expect(contacts).toHaveLength(2);
    expect(of('c2')?.properties['throughline_merged_into']).toBe('c1');
    expect(of('c1')?.properties['throughline_merged_into']).toBe('');
    expect(await account.control.associations()).toEqual([
      expect.stringContaining(`contacts ${of('c1')?.id}`),
    ]);
  });

  test('merged into somebody without a contact leave theirs to them', async () => {
    const writer = write();
    await tellCustomers(ledger.database, [id], [customer('c2')]);
    await settle([writer]);
    await tellCustomers(
      ledger.database,
      [id],
      [customer('c2', { version: 2, mergedInto: 'c1' }), customer('c1')],
      () => 'c2@example.com',
    );
    await settle([writer]);
    const contacts = await account.control.objects('contacts');
    expect(contacts).toHaveLength(1);
    expect(contacts[0]?.properties['throughline_customer_id']).toBe('c1');
    expect((await account.control.state()).secondCreations).toEqual([]);
  });
});
