import type { Interaction } from '@throughline/schemas';
import { interactionOf } from '@throughline/schemas/testing';
import { describe, expect, test } from 'vitest';
import type { ActivityWrite } from '../../destination.ts';
import { contact, good, only, useTestAccount } from './testing.ts';

const account = useTestAccount();
const { connect } = account;

const interaction = (interactionId: string, rest: Partial<Interaction> = {}): Interaction =>
  interactionOf({ interactionId, text: 'Hello <b>& goodbye</b>', ...rest });

const activity = (of: Interaction, contacts: ReadonlyArray<string>): ActivityWrite => ({
  record: `activity:${of.interactionId}`,
  interaction: of,
  remote: null,
  contacts,
});

describe('activities', () => {
  const makeContact = async () =>
    only(good(await connect().upsertContacts([contact('c1', { email: 'a@example.com' })]))).remoteId;

  test.each([
    ['sms', 'message', 'communications', { hs_communication_channel_type: 'SMS' }],
    ['whatsapp', 'message', 'communications', { hs_communication_channel_type: 'WHATS_APP' }],
    ['email', 'message', 'emails', { hs_email_direction: 'INCOMING_EMAIL' }],
    ['voice', 'call', 'calls', { hs_call_direction: 'INBOUND', hs_call_duration: '61500' }],
    ['ticket', 'ticket', 'notes', {}],
  ])('%s %s becomes one of %s', async (channel, kind, type, properties) => {
    const to = await makeContact();
    const one = interaction('i1', { channel, kind, durationSeconds: 61.5 });
    good(await connect().writeActivities([activity(one, [to])]));
    good(await connect().writeActivities([activity({ ...one, text: 'edited' }, [to])]));
    const entry = only(await account.control.objects(type));
    expect(entry.properties).toMatchObject(properties);
    expect(JSON.stringify(entry.properties)).toContain('edited');
    expect(await account.control.associations()).toEqual([`${type} ${entry.id} contacts ${to}`]);
  });

  test('bodies are escaped and shortened to what HubSpot takes; deletions are marked', async () => {
    const to = await makeContact();
    const long = interaction('i1', { text: '<&'.repeat(40_000) });
    good(await connect().writeActivities([activity(long, [to]), activity(interaction('i2'), [to])]));
    const bodies = (await account.control.objects('communications')).map(
      (one) => one.properties['hs_communication_body'] ?? '',
    );
    expect(bodies[0]?.length).toBeLessThanOrEqual(65_536);
    expect(bodies[0]).toMatch(/&(lt|amp);… \(shortened\)$/);
    expect(bodies[1]).toBe('Hello &lt;b&gt;&amp; goodbye&lt;/b&gt;');
    good(await connect().writeActivities([activity(interaction('i2', { state: 'deleted' }), [to])]));
    const entries = await account.control.objects('communications');
    expect(entries[1]?.properties['hs_communication_body']).toBe('(deleted at twilio)');
  });

  test('an entry is moved from one contact to another, once or again, also where the former one is gone', async () => {
    const session = connect();
    const people = good(
      await session.upsertContacts(
        ['c1', 'c2', 'c3'].map((id) => contact(id, { email: `${id}@example.com` })),
      ),
    );
    const [first = '', second = '', third = ''] = people.map(({ remoteId }) => remoteId);
    const entry = only(good(await session.writeActivities([activity(interaction('i1'), [first, third])])));
    const move = {
      record: 'activity:i1',
      remote: { type: entry.remoteType, id: entry.remoteId },
      from: [first],
      to: [second, third],
    };
    const at = (...contacts: ReadonlyArray<string>) =>
      contacts.map((id) => `communications ${entry.remoteId} contacts ${id}`).toSorted();
    for (const _time of [1, 2]) {
      expect(await session.moveActivities?.([move])).toMatchObject([{ ok: true, created: false }]);
      expect((await account.control.associations()).toSorted()).toEqual(at(second, third));
    }
    await session.moveActivities?.([{ ...move, from: [second, third], to: [] }]);
    expect(await account.control.associations()).toEqual([]);
    await account.control.remove('contacts', first);
    expect(await session.moveActivities?.([{ ...move, to: [second] }])).toMatchObject([{ ok: true }]);
    expect(await account.control.associations()).toEqual(at(second));
    expect(
      await session.moveActivities?.([{ ...move, remote: { ...move.remote, id: '1' }, to: [second] }]),
    ).toMatchObject([{ ok: false }]);
    expect((await account.control.state()).creations['communications']).toBe(1);
  });

  test('an entry whose association was lost is associated by the repeat, not made again', async () => {
    const to = await makeContact();
    await account.control.fault({ kind: 'drop-before', match: 'associate' });
    await expect(connect().writeActivities([activity(interaction('i1'), [to])])).rejects.toMatchObject({
      code: 'destination.outcome-unknown',
    });
    good(await connect().writeActivities([activity(interaction('i1'), [to])]));
    const state = await account.control.state();
    expect(state.creations['communications']).toBe(1);
    expect(state.associations).toBe(1);
  });
});
