import { createHttpClient, type OutgoingClient } from '@throughline/outgoing';
import type { Interaction } from '@throughline/schemas';
import { interactionOf } from '@throughline/schemas/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ActivityWrite, ContactWrite, WriteResult } from '../../destination.ts';
import { simulatorControl, startHubSpotSimulator, type Simulator } from '../simulator/index.ts';
import { hubspotDestination } from './index.ts';

let simulator: Simulator;
let control: ReturnType<typeof simulatorControl>;
let http: OutgoingClient;

const connect = (settings: Record<string, unknown> = { accessToken: simulator.token }) =>
  hubspotDestination.connect(hubspotDestination.settings.parse({ ...settings, apiUrl: simulator.url }), http);

const contact = (
  customerId: string,
  fields: Record<string, string>,
  rest: Partial<ContactWrite> = {},
): ContactWrite => ({
  record: `contact:${customerId}`,
  customerId,
  aliases: [],
  remoteId: null,
  mergedInto: null,
  fields,
  ...rest,
});

const interaction = (interactionId: string, rest: Partial<Interaction> = {}): Interaction =>
  interactionOf({ interactionId, text: 'Hello <b>& goodbye</b>', ...rest });

const activity = (of: Interaction, contacts: ReadonlyArray<string>): ActivityWrite => ({
  record: `activity:${of.interactionId}`,
  interaction: of,
  remote: null,
  contacts,
});

const good = (results: ReadonlyArray<WriteResult>) =>
  results.map((result) => {
    if (!result.ok) throw result.error;
    return result;
  });
const only = <T>(list: ReadonlyArray<T>): T => {
  const [first] = list;
  if (first === undefined || list.length !== 1) throw new Error(`expected one, got ${list.length}`);
  return first;
};

beforeEach(async () => {
  simulator = await startHubSpotSimulator({ max: 1000 });
  control = simulatorControl(simulator.url);
  http = createHttpClient({ allowPrivate: true, timeoutMs: 500, maxBytes: 10_000_000 });
  await connect().install();
});
afterEach(async () => {
  await http.close();
  await simulator.close();
});

describe('install', () => {
  test('is idempotent and makes our ids unique', async () => {
    await connect().install();
    const answer = await fetch(`${simulator.url}/crm/v3/properties/notes/throughline_interaction_id`, {
      headers: { authorization: `Bearer ${simulator.token}` },
    });
    expect(await answer.json()).toMatchObject({ hasUniqueValue: true, type: 'string' });
  });
});

describe('contacts', () => {
  test('are created once, however often they are written', async () => {
    const batch = Array.from({ length: 250 }, (_, index) =>
      contact(`c${index}`, { email: `p${index}@example.com` }),
    );
    const first = good(await connect().upsertContacts(batch));
    expect(first.filter((result) => result.created)).toHaveLength(250);
    const second = good(await connect().upsertContacts(batch));
    expect(second.some((result) => result.created)).toBe(false);
    const state = await control.state();
    expect(state.objects['contacts']).toBe(250);
    expect(state.secondCreations).toEqual([]);
  });

  test('that a person made with that e-mail address are adopted', async () => {
    const made = await control.create('contacts', { email: 'ada@example.com', firstname: 'Ada' });
    const result = only(
      good(await connect().upsertContacts([contact('c1', { email: 'Ada@Example.com', lastname: 'L' })])),
    );
    expect(result).toMatchObject({ created: false, remoteId: made.id, owned: true });
    const [stored] = await control.objects('contacts');
    expect(stored?.properties).toMatchObject({
      firstname: 'Ada',
      lastname: 'L',
      throughline_customer_id: 'c1',
    });
  });

  test('found only by an additional address of a merged contact are adopted, and keep their own address', async () => {
    const kept = await control.create('contacts', { email: 'main@example.com' });
    const gone = await control.create('contacts', { email: 'old@example.com' });
    await control.merge(kept.id, gone.id);
    for (const multiStatus of [true, false]) {
      await control.settings({ multiStatus });
      const result = only(
        good(await connect().upsertContacts([contact('c1', { email: 'old@example.com' })])),
      );
      expect(result).toMatchObject({ created: false, remoteId: kept.id });
    }
    const contacts = await control.objects('contacts');
    expect(contacts.map((one) => one.properties['email'])).toEqual(['main@example.com']);
  });

  test('of another customer of ours are linked to, not overwritten', async () => {
    good(await connect().upsertContacts([contact('c1', { email: 'both@example.com', firstname: 'One' })]));
    const result = only(
      good(await connect().upsertContacts([contact('c2', { email: 'both@example.com', firstname: 'Two' })])),
    );
    expect(result.owned).toBe(false);
    expect(only(await control.objects('contacts')).properties).toMatchObject({
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
    expect((await control.state()).objects['contacts']).toBe(1);
  });

  test('of a merged customer are taken over by the survivor', async () => {
    good(await connect().upsertContacts([contact('c2', { email: 'm@example.com' })]));
    good(await connect().upsertContacts([contact('c1', { email: 'm@example.com' }, { aliases: ['c2'] })]));
    expect(only(await control.objects('contacts')).properties['throughline_customer_id']).toBe('c1');
  });

  test('keep their address where another contact holds the new one', async () => {
    await control.create('contacts', { email: 'taken@example.com' });
    const first = only(good(await connect().upsertContacts([contact('c1', { email: 'mine@example.com' })])));
    const changed = contact(
      'c1',
      { email: 'taken@example.com', firstname: 'New' },
      { remoteId: first.remoteId },
    );
    for (const multiStatus of [true, false]) {
      await control.settings({ multiStatus });
      expect(only(good(await connect().upsertContacts([changed]))).withheld).toEqual(['email']);
    }
    const mine = (await control.objects('contacts')).find((one) => one.id === first.remoteId);
    expect(mine?.properties).toMatchObject({ email: 'mine@example.com', firstname: 'New' });
  });

  test.each([true, false])(
    'one refused does not keep the others back (multi-status %s)',
    async (multiStatus) => {
      await control.settings({ multiStatus });
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
    await control.remove('contacts', remoteId);
    const [result] = await connect().upsertContacts([contact('c1', { firstname: 'A' }, { remoteId })]);
    expect(result).toMatchObject({ ok: false, error: { code: 'destination.record-gone' } });
  });

  test.each(['drop-after', 'silence-after', 'cut-off'] as const)(
    'after %s a repeat creates no second',
    async (kind) => {
      await control.fault({ kind, match: 'contacts/batch/upsert' });
      const batch = [contact('c1', { email: 'a@example.com' }), contact('c2', { phone: '+4915112345678' })];
      const lost = await connect().upsertContacts(batch);
      expect(lost.map((one) => !one.ok && one.error.code)).toEqual([
        'destination.outcome-unknown',
        'destination.outcome-unknown',
      ]);
      good(await connect().upsertContacts(batch));
      const state = await control.state();
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
    const entry = only(await control.objects(type));
    expect(entry.properties).toMatchObject(properties);
    expect(JSON.stringify(entry.properties)).toContain('edited');
    expect(await control.associations()).toEqual([`${type} ${entry.id} contacts ${to}`]);
  });

  test('bodies are escaped and shortened to what HubSpot takes; deletions are marked', async () => {
    const to = await makeContact();
    const long = interaction('i1', { text: '<&'.repeat(40_000) });
    good(await connect().writeActivities([activity(long, [to]), activity(interaction('i2'), [to])]));
    const bodies = (await control.objects('communications')).map(
      (one) => one.properties['hs_communication_body'] ?? '',
    );
    expect(bodies[0]?.length).toBeLessThanOrEqual(65_536);
    expect(bodies[0]).toMatch(/&(lt|amp);… \(shortened\)$/);
    expect(bodies[1]).toBe('Hello &lt;b&gt;&amp; goodbye&lt;/b&gt;');
    good(await connect().writeActivities([activity(interaction('i2', { state: 'deleted' }), [to])]));
    const entries = await control.objects('communications');
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
      expect((await control.associations()).toSorted()).toEqual(at(second, third));
    }
    await session.moveActivities?.([{ ...move, from: [second, third], to: [] }]);
    expect(await control.associations()).toEqual([]);
    await control.remove('contacts', first);
    expect(await session.moveActivities?.([{ ...move, to: [second] }])).toMatchObject([{ ok: true }]);
    expect(await control.associations()).toEqual(at(second));
    expect(
      await session.moveActivities?.([{ ...move, remote: { ...move.remote, id: '1' }, to: [second] }]),
    ).toMatchObject([{ ok: false }]);
    expect((await control.state()).creations['communications']).toBe(1);
  });

  test('an entry whose association was lost is associated by the repeat, not made again', async () => {
    const to = await makeContact();
    await control.fault({ kind: 'drop-before', match: 'associate' });
    await expect(connect().writeActivities([activity(interaction('i1'), [to])])).rejects.toMatchObject({
      code: 'destination.outcome-unknown',
    });
    good(await connect().writeActivities([activity(interaction('i1'), [to])]));
    const state = await control.state();
    expect(state.creations['communications']).toBe(1);
    expect(state.associations).toBe(1);
  });
});

describe('the connection', () => {
  const write = () => connect().upsertContacts([contact('c1', { email: 'a@example.com' })]);

  test('refreshes an OAuth token that ran out', async () => {
    const oauth = { clientId: 'app', clientSecret: 's', refreshToken: 'simulator-refresh-token' };
    const session = connect(oauth);
    good(await session.upsertContacts([contact('c1', { email: 'a@example.com' })]));
    await control.settings({ token: 'another' });
    good(await session.upsertContacts([contact('c2', { email: 'b@example.com' })]));
    expect((await control.state()).objects['contacts']).toBe(2);
  });

  test.each([
    [401, {}, {}, { code: 'destination.unauthorized', scope: 'connection', retry: 'reauthorize' }],
    [403, {}, {}, { code: 'destination.forbidden', scope: 'connection' }],
    [
      429,
      { 'retry-after': '7' },
      { policyName: 'TEN_SECONDLY_ROLLING' },
      { code: 'destination.rate-limited', retryAfterMs: 7000 },
    ],
    [429, {}, { policyName: 'DAILY' }, { code: 'destination.rate-limited', retryAfterMs: 900_000 }],
    [423, {}, {}, { code: 'destination.rate-limited', retryAfterMs: 2000 }],
    [503, {}, {}, { code: 'destination.unavailable', scope: 'connection', retry: 'backoff' }],
  ])('%s %j is an error of the connection', async (status, headers, body, error) => {
    await control.fault({ kind: 'error', status, headers, body, times: 3 });
    await expect(write()).rejects.toMatchObject(error);
  });

  test('nobody there: nothing was sent', async () => {
    await simulator.close();
    // Without a connection that was kept open.
    await http.close();
    http = createHttpClient({ allowPrivate: true, timeoutMs: 500, maxBytes: 10_000_000 });
    await expect(write()).rejects.toMatchObject({ code: 'destination.unavailable' });
    simulator = await startHubSpotSimulator();
  });

  test('reads limits from the headers', () => {
    const headers = {
      'x-hubspot-ratelimit-max': '190',
      'x-hubspot-ratelimit-remaining': '12',
      'x-hubspot-ratelimit-interval-milliseconds': '10000',
    };
    const read = hubspotDestination.limits.read;
    expect(read({ status: 200, headers })).toEqual({ max: 190, remaining: 12, intervalMs: 10_000 });
    expect(read({ status: 429, headers: { 'retry-after': '3' } })).toEqual({ blockedMs: 3000 });
    expect(read({ status: 200, headers: { 'x-hubspot-ratelimit-daily-remaining': '0' } }).blockedMs).toBe(
      900_000,
    );
  });
});
