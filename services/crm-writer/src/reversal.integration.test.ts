import {
  createLedgerConsole,
  enqueueContacts,
  foldCustomers,
  foldIdentifiers,
  followIdentity,
  forgetCustomers,
  forgetIdentifiers,
} from '@throughline/ledger';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { id, openTestAccount } from './testing-account.ts';
import { assignment, connectionTo, customer, resolved, tellInteractions } from './testing.ts';

const account = await openTestAccount();
const { ledger, write, settle, jobs } = account;

describe('customers who were merged and are two again', () => {
  /** Tells the ledger of customers and assignments as the intake would, each topic in a transaction of its own. */
  const tell = async (
    customers: ReadonlyArray<ReturnType<typeof customer>>,
    assignments: ReadonlyArray<ReturnType<typeof assignment>>,
    first: 'customers' | 'identifiers' = 'customers',
  ) => {
    const parts = {
      customers: () =>
        ledger.database.transaction(async (trx) => {
          const { changed, turned } = await foldCustomers(trx, customers);
          const followed = await followIdentity(trx, { anchors: [], customers: turned });
          await enqueueContacts(trx, [id], [...changed, ...followed]);
        }),
      identifiers: () =>
        ledger.database.transaction(async (trx) => {
          const { changed, anchors } = await foldIdentifiers(trx, assignments);
          const followed = await followIdentity(trx, { anchors, customers: [] });
          await enqueueContacts(trx, [id], [...changed, ...followed]);
        }),
    };
    await parts[first]();
    await parts[first === 'customers' ? 'identifiers' : 'customers']();
  };
  const anchored = (interactionId: string, customerId: string, anchor: string) => {
    const one = resolved(interactionId, customerId);
    return { ...one, anchors: one.anchors.map((each) => ({ ...each, identifier: anchor })) };
  };
  const marks = async () =>
    (await account.control.objects('contacts'))
      .map(({ properties }) =>
        ['throughline_customer_id', 'email', 'phone', 'throughline_merged_into']
          .map((name) => properties[name] ?? '')
          .join(' '),
      )
      .toSorted();
  const contactOf = async (customerId: string) =>
    (await account.control.objects('contacts')).find(
      ({ properties }) => properties['throughline_customer_id'] === customerId,
    )?.id;
  const timelines = async () => {
    const entries = (await account.control.objects('communications')).map((one) => [
      one.id,
      one.properties['throughline_interaction_id'] ?? '',
    ]);
    const contacts = (await account.control.objects('contacts')).map((one) => [
      one.id,
      one.properties['throughline_customer_id'] ?? '',
    ]);
    const names = new Map([...entries, ...contacts].map(([key = '', name = '']) => [key, name]));
    return (await account.control.associations())
      .map((line) => {
        const [, entry = '', , contact = ''] = line.split(' ');
        return `${names.get(entry)} ${names.get(contact)}`;
      })
      .toSorted();
  };
  const phone = 'phone:+4915112345678';
  const both = [customer('c1'), customer('c2')];
  const apart = [assignment('email:a@x.io', 'c1'), assignment('email:b@x.io', 'c2'), assignment(phone, 'c2')];
  const moved = (to: string, version: number) => [
    assignment('email:b@x.io', to, { version }),
    assignment(phone, to, { version }),
  ];

  test.each(['customers', 'identifiers'] as const)(
    'end as if they had never been one, whether %s come first',
    async (first) => {
      const writer = write();
      await tell(both, apart, first);
      await tellInteractions(ledger.database, [id], [anchored('before', 'c2', phone)]);
      await settle([writer]);
      const undisturbed = await marks();
      await tell(
        [customer('c1', { version: 2 }), customer('c2', { version: 2, mergedInto: 'c1' })],
        moved('c1', 2),
        first,
      );
      await tellInteractions(ledger.database, [id], [anchored('merged', 'c1', 'email:b@x.io')]);
      await settle([writer]);
      expect(await marks()).toEqual(['c1 a@x.io +4915112345678 ', 'c2 b@x.io +4915112345678 c1']);
      expect(await timelines()).toContain('merged c1');

      await tell([customer('c1', { version: 3 }), customer('c2', { version: 3 })], moved('c2', 3), first);
      await settle([writer]);
      await tell([customer('c2', { version: 3 })], moved('c2', 3), first);
      await settle([writer]);
      expect(await marks()).toEqual(undisturbed);
      expect(await timelines()).toEqual(['before c2', 'merged c2']);
      expect((await account.control.state()).secondCreations).toEqual([]);
      expect((await account.control.state()).creations['contacts']).toBe(2);
      expect(await jobs()).toEqual([]);
    },
  );

  test.each(['customers', 'identifiers'] as const)(
    'and of whom one had none: it goes back, and the other gets its own, whether %s come first',
    async (first) => {
      const writer = write();
      await tell([customer('c2')], apart.slice(1), first);
      await settle([writer]);
      const remote = await contactOf('c2');
      await tell(
        [customer('c1'), customer('c2', { version: 2, mergedInto: 'c1' })],
        [...apart.slice(0, 1), ...moved('c1', 2)],
        first,
      );
      await tellInteractions(ledger.database, [id], [anchored('i1', 'c1', 'email:a@x.io')]);
      await settle([writer]);
      expect(await contactOf('c1')).toBe(remote);

      await tell([customer('c1', { version: 3 }), customer('c2', { version: 3 })], moved('c2', 3), first);
      await settle([writer]);
      expect(await contactOf('c2')).toBe(remote);
      expect(await marks()).toEqual(['c1 a@x.io  ', 'c2 b@x.io +4915112345678 ']);
      expect(await timelines()).toEqual(['i1 c1']);
      expect((await account.control.state()).secondCreations).toEqual([]);
      expect(await jobs()).toEqual([]);
    },
  );

  test('of a recycled number, what was written before stays with who had it then', async () => {
    const writer = write();
    await tell([customer('c2')], apart.slice(1));
    await tellInteractions(ledger.database, [id], [anchored('i1', 'c2', phone)]);
    await settle([writer]);
    const at = Date.now() + 60_000;
    await tell(
      [customer('c3')],
      [
        assignment(phone, 'c3', { version: 2, validFrom: at }),
        assignment(`${phone} until ${at}`, 'c2', { validTo: at }),
        assignment('email:c@x.io', 'c3'),
      ],
    );
    await settle([writer]);
    expect(await timelines()).toEqual(['i1 c2']);
    expect(await marks()).toEqual(['c2 b@x.io  ', 'c3 c@x.io +4915112345678 ']);
  });

  test('of somebody who was erased nothing more is written, and a person is told what still stands there', async () => {
    const writer = write();
    await tell(both, apart);
    await tellInteractions(ledger.database, [id], [anchored('i1', 'c2', phone)]);
    await settle([writer]);
    const remote = await contactOf('c2');
    await tellInteractions(ledger.database, [id], [anchored('waiting', 'c2', phone)]);
    const erase = () =>
      ledger.database.transaction(async (trx) => {
        await forgetIdentifiers(trx, ['email:b@x.io', phone]);
        return forgetCustomers(trx, ['c2']);
      });
    expect(await erase()).toMatchObject([{ record: 'contact:c2', remoteId: remote }]);
    expect(await erase()).toEqual([]);
    await tell([customer('c2', { version: 9 })], moved('c2', 9));
    await settle([writer]);
    expect((await account.control.state()).creations).toEqual({ contacts: 2, communications: 1 });
    const console = createLedgerConsole(ledger.database);
    const [line] = await console.listErrors();
    expect(line).toMatchObject({ code: 'ledger.erased-remains', vendorMessage: `contacts/${remote}` });
    const { rows } = await sql<{ text: string }>`
      select (select json_agg(r)::text from ledger.records r) || coalesce((select json_agg(j)::text from ledger.jobs j), '')
        || coalesce((select json_agg(i)::text from ledger.identifiers i), '') as text`.execute(
      ledger.database.kysely,
    );
    expect(rows[0]?.text).not.toMatch(/b@x\.io|4915112345678/);
    expect(await console.recordsOf(['c1'])).toMatchObject([{ connectionId: id, customerId: 'c1' }]);

    await tell([customer('c9')], [assignment('email:b@x.io', 'c9', { version: 11 })]);
    await settle([writer]);
    expect((await account.control.state()).creations['contacts']).toBe(2);
    await account.control.remove('contacts', remote ?? '');
    await console.retry([line?.id ?? 0]);
    expect(await console.listErrors()).toEqual([]);
    expect(await console.recordsOf(['c2'])).toEqual([]);
    await settle([writer]);
    expect(await marks()).toEqual(['c1 a@x.io  ', 'c9 b@x.io  ']);
  });

  test('a field that is mapped no more keeps its value; one that is withheld is never cleared', async () => {
    await account.control.create('contacts', { email: 'own@x.io', hs_additional_emails: 'b@x.io' });
    await tell(both, apart);
    await settle([write()]);
    const all = await marks();
    expect(all).toEqual(['c1 a@x.io  ', 'c2 own@x.io +4915112345678 ']);
    const mapping = [{ from: 'email', to: 'email' }];
    await tell([customer('c2', { version: 2 })], [assignment('email:b@x.io', 'c1', { version: 2 })]);
    await settle([ledger.writer(connectionTo(account.url, { mapping }))]);
    expect((await marks())[1]).toBe('c2 own@x.io +4915112345678 ');
  });
});
