import { describe, expect, test } from 'vitest';
import { contact, good, only, useTestAccount } from './testing.ts';

const account = useTestAccount();
const { connect } = account;

describe('contacts', () => {
  test('are created once, however often they are written', async () => {
    const batch = Array.from({ length: 250 }, (_, index) =>
      contact(`c${index}`, { email: `p${index}@example.com` }),
    );
    const first = good(await connect().upsertContacts(batch));
    expect(first.filter((result) => result.created)).toHaveLength(250);
    const second = good(await connect().upsertContacts(batch));
    expect(second.some((result) => result.created)).toBe(false);
    const state = await account.control.state();
    expect(state.objects['contacts']).toBe(250);
    expect(state.secondCreations).toEqual([]);
  });

  test('that a person made with that e-mail address are adopted', async () => {
    const made = await account.control.create('contacts', { email: 'ada@example.com', firstname: 'Ada' });
    const result = only(
      good(await connect().upsertContacts([contact('c1', { email: 'Ada@Example.com', lastname: 'L' })])),
    );
    expect(result).toMatchObject({ created: false, remoteId: made.id, owned: true });
    const [stored] = await account.control.objects('contacts');
    expect(stored?.properties).toMatchObject({
      firstname: 'Ada',
      lastname: 'L',
      throughline_customer_id: 'c1',
    });
  });

  test('found only by an additional address of a merged contact are adopted, and keep their own address', async () => {
    const kept = await account.control.create('contacts', { email: 'main@example.com' });
    const gone = await account.control.create('contacts', { email: 'old@example.com' });
    await account.control.merge(kept.id, gone.id);
    for (const multiStatus of [true, false]) {
      await account.control.settings({ multiStatus });
      const result = only(
        good(await connect().upsertContacts([contact('c1', { email: 'old@example.com' })])),
      );
      expect(result).toMatchObject({ created: false, remoteId: kept.id });
    }
    const contacts = await account.control.objects('contacts');
    expect(contacts.map((one) => one.properties['email'])).toEqual(['main@example.com']);
  });

  test('of another customer of ours are linked to, not overwritten', async () => {
    good(await connect().upsertContacts([contact('c1', { email: 'both@example.com', firstname: 'One' })]));
    const result = only(
      good(await connect().upsertContacts([contact('c2', { email: 'both@example.com', firstname: 'Two' })])),
    );
    expect(result.owned).toBe(false);
    expect(only(await account.control.objects('contacts')).properties).toMatchObject({
      firstname: 'One',
      throughline_customer_id: 'c1',
    });
  });

  test('with one e-mail address in the same batch are one contact', async () => {
    const batch = [
      contact('c1', { email: 'same@example.com' }),
      contact('c2', { email: 'same@example.com' }),
    ];
    good(await connect().upsertContacts(batch));
    expect((await account.control.state()).objects['contacts']).toBe(1);
  });

  test('of a merged customer are taken over by the survivor', async () => {
    good(await connect().upsertContacts([contact('c2', { email: 'm@example.com' })]));
    good(await connect().upsertContacts([contact('c1', { email: 'm@example.com' }, { aliases: ['c2'] })]));
    expect(only(await account.control.objects('contacts')).properties['throughline_customer_id']).toBe('c1');
  });

  test('keep their address where another contact holds the new one', async () => {
    await account.control.create('contacts', { email: 'taken@example.com' });
    const first = only(good(await connect().upsertContacts([contact('c1', { email: 'mine@example.com' })])));
    const changed = contact(
      'c1',
      { email: 'taken@example.com', firstname: 'New' },
      { remoteId: first.remoteId },
    );
    for (const multiStatus of [true, false]) {
      await account.control.settings({ multiStatus });
      expect(only(good(await connect().upsertContacts([changed]))).withheld).toEqual(['email']);
    }
    const mine = (await account.control.objects('contacts')).find((one) => one.id === first.remoteId);
    expect(mine?.properties).toMatchObject({ email: 'mine@example.com', firstname: 'New' });
  });

  test.each([true, false])(
    'one refused does not keep the others back (multi-status %s)',
    async (multiStatus) => {
      await account.control.settings({ multiStatus });
      const batch = Array.from({ length: 20 }, (_, index) =>
        contact(`c${index}`, { email: index === 7 ? 'not an address' : `p${index}@example.com` }),
      );
      const results = await connect().upsertContacts(batch);
      expect(results.filter((result) => result.ok)).toHaveLength(19);
      const refused = results.find((result) => !result.ok);
      expect(refused).toMatchObject({
        record: 'contact:c7',
        error: { code: 'destination.invalid', retry: 'never' },
      });
    },
  );

  test('that a person deleted are said to be gone', async () => {
    const { remoteId } = only(
      good(await connect().upsertContacts([contact('c1', { email: 'a@example.com' })])),
    );
    await account.control.remove('contacts', remoteId);
    const [result] = await connect().upsertContacts([contact('c1', { firstname: 'A' }, { remoteId })]);
    expect(result).toMatchObject({ ok: false, error: { code: 'destination.record-gone' } });
  });

  test.each(['drop-after', 'silence-after', 'cut-off'] as const)(
    'after %s a repeat creates no second',
    async (kind) => {
      await account.control.fault({ kind, match: 'contacts/batch/upsert' });
      const batch = [contact('c1', { email: 'a@example.com' }), contact('c2', { phone: '+4915112345678' })];
      const lost = await connect().upsertContacts(batch);
      expect(lost.map((one) => !one.ok && one.error.code)).toEqual([
        'destination.outcome-unknown',
        'destination.outcome-unknown',
      ]);
      good(await connect().upsertContacts(batch));
      const state = await account.control.state();
      expect(state.objects['contacts']).toBe(2);
      expect(state.creations['contacts']).toBe(2);
    },
  );

  test('a mapped field that HubSpot does not have is named', async () => {
    const [result] = await connect().upsertContacts([
      contact('c1', { email: 'a@example.com', nonsense: '1' }),
    ]);
    expect(result).toMatchObject({ ok: false, error: { code: 'destination.field-missing' } });
  });
});
