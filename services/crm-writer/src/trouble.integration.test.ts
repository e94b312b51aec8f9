import { createLedgerConsole, foldIdentifiers } from '@throughline/ledger';
import { describe, expect, test } from 'vitest';
import { id, openTestAccount } from './testing-account.ts';
import {
  assignment,
  connectionTo,
  customer,
  resolved,
  tellCustomers,
  tellInteractions,
  trait,
} from './testing.ts';

const account = await openTestAccount();
const { ledger, write, settle, jobs, deliveries } = account;

describe('limits and trouble', () => {
  test('a 429 stops the connection for as long as HubSpot says, and fails nothing', async () => {
    const writer = write();
    await tellCustomers(ledger.database, [id], [customer('c1')]);
    await writer.round();
    await account.control.fault({ kind: 'error', status: 429, headers: { 'retry-after': '30' }, times: 1 });
    await tellCustomers(ledger.database, [id], [customer('c2')]);
    await writer.round();
    const [stats] = await createLedgerConsole(ledger.database).stats();
    expect(stats).toMatchObject({ pending: 1, failed: 0, blockedCode: 'destination.rate-limited' });
    expect((stats?.blockedUntil?.getTime() ?? 0) - Date.now()).toBeGreaterThan(25_000);
    const before = (await account.control.state()).requests.accepted;
    await writer.round();
    expect((await account.control.state()).requests.accepted).toBe(before);
    await settle([writer]);
    expect((await account.control.state()).objects['contacts']).toBe(2);
  });

  test('credentials that were taken back stop the connection; what waits goes out when they are back', async () => {
    const writer = write();
    await account.control.settings({ token: 'changed' });
    await tellCustomers(ledger.database, [id], [customer('c1')]);
    await writer.round();
    const [stats] = await createLedgerConsole(ledger.database).stats();
    expect(stats).toMatchObject({ pending: 1, failed: 0, blockedCode: 'destination.unauthorized' });
    await account.control.settings({ token: 'simulator-token' });
    await settle([writer]);
    expect((await account.control.state()).objects['contacts']).toBe(1);
  });

  test('a dead destination delays no other', async () => {
    const dead = ledger.writer(connectionTo('http://127.0.0.1:1', { id: 'dst_dead' }));
    await tellCustomers(ledger.database, [id, 'dst_dead'], [customer('c1')]);
    await Promise.all([settle([write()]), dead.round()]);
    expect((await account.control.state()).objects['contacts']).toBe(1);
    const stats = await createLedgerConsole(ledger.database).stats();
    expect(stats.find((one) => one.connectionId === 'dst_dead')).toMatchObject({ pending: 1, failed: 0 });
  });

  test('a refused record waits for a person with code and reason; the others go; retry and skip do as told', async () => {
    const writer = write();
    const ledgerConsole = createLedgerConsole(ledger.database);
    const customers = Array.from({ length: 10 }, (_, index) => customer(`c${index}`));
    await tellCustomers(ledger.database, [id], customers, (one) =>
      one === 'c3' ? 'no address' : `${one}@example.com`,
    );
    await tellInteractions(ledger.database, [id], [resolved('i3', 'c3')]);
    await settle([writer]);
    expect((await account.control.state()).objects['contacts']).toBe(9);
    const [error] = await ledgerConsole.listErrors({ connectionId: id });
    expect(error).toMatchObject({ record: 'contact:c3', code: 'destination.invalid', state: 'failed' });
    expect(error?.vendorMessage).toContain('INVALID_EMAIL');
    expect(await deliveries()).toContainEqual(
      expect.objectContaining({ record: 'contact:c3', outcome: 'failed', errorCode: 'destination.invalid' }),
    );
    expect(await ledgerConsole.skip([error?.id ?? 0])).toBe(1);
    expect(await ledgerConsole.listErrors()).toEqual([]);
    await ledger.database.transaction((trx) =>
      foldIdentifiers(trx, [
        assignment('email:no address', 'c3', { version: 9, validTo: 1 }),
        assignment('email:c3@example.com', 'c3'),
      ]),
    );
    expect(await ledgerConsole.retry([error?.id ?? 0])).toBe(1);
    await settle([writer]);
    expect((await account.control.state()).objects).toMatchObject({ contacts: 10, communications: 1 });
    expect(await jobs()).toEqual([]);
  });

  test('a contact that a person deleted is not made again unless a person says so', async () => {
    const writer = write();
    await tellCustomers(ledger.database, [id], [customer('c1')]);
    await settle([writer]);
    const [made] = await account.control.objects('contacts');
    await account.control.remove('contacts', made?.id ?? '');
    await tellCustomers(
      ledger.database,
      [id],
      [customer('c1', { version: 2, traits: { firstName: trait('New') } })],
    );
    await settle([writer]);
    expect((await account.control.state()).objects['contacts']).toBe(0);
    const ledgerConsole = createLedgerConsole(ledger.database);
    const [error] = await ledgerConsole.listErrors();
    expect(error?.code).toBe('destination.record-gone');
    await ledgerConsole.retry([error?.id ?? 0]);
    await settle([writer]);
    expect((await account.control.state()).objects['contacts']).toBe(1);
  });
});
