import { createDatabase, migrate } from '@throughline/database';
import type { Consent, Customer, IdentifierAssignment, Score, SegmentMembership } from '@throughline/schemas';
import { resolvedOf } from '@throughline/schemas/testing';
import { testStack } from '@throughline/stack/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAudience, createAudiences, migrations } from './index.ts';
import type { Audience, AudienceDatabase, AudienceTables } from './index.ts';
import { loadSegments } from './memberships-store.ts';
import { statement } from './testing.ts';

const DAY = 24 * 60 * 60 * 1000;
const NOON = Date.UTC(2026, 10, 20, 12);
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const stack = await testStack();
let database: AudienceDatabase;
let audience: Audience;
let now = NOON;

const open = async () =>
  createAudience({
    database,
    encode: { consent: json, membership: json },
    segments: (
      (segments) => () =>
        segments
    )(await loadSegments(database)),
    now: () => now,
  });

beforeAll(async () => {
  const { url } = await stack.createDatabase();
  await migrate({ url, ...migrations });
  database = createDatabase<AudienceTables>({ url, schema: 'audience', applicationName: 'audience-test' });
});
afterAll(async () => {
  await database.close();
  await stack.cleanUp();
});
beforeEach(async () => {
  now = NOON;
  await sql`truncate audience.interactions, audience.statements, audience.owners, audience.consents, audience.activity,
    audience.profiles, audience.memberships, audience.erased_customers, audience.outbox`.execute(
    database.kysely,
  );
  audience = await open();
});

async function announced<T>(topic: string): Promise<Array<T | null>> {
  const { rows } = await sql<{ value: Buffer | null }>`
    select value from audience.outbox where topic = ${topic} order by id`.execute(database.kysely);
  return rows.map(({ value }) => (value === null ? null : JSON.parse(value.toString())));
}
const consents = () => announced<Consent>('consents');
const memberships = async (segmentId: string) =>
  (await announced<SegmentMembership>('segments'))
    .filter((membership) => membership?.segmentId === segmentId)
    .map(
      (membership) =>
        `${membership?.customerId} ${membership?.member ? 'entered' : 'left'} ${membership?.version}`,
    );

const assignment = (customerId: string, version: number, part: Partial<IdentifierAssignment> = {}) => ({
  identifier: 'email:a@example.com',
  customerId,
  version,
  verified: true,
  validFrom: null,
  validTo: null,
  ...part,
});
const customer = (customerId: string, version: number, part: Partial<Customer> = {}): Customer => ({
  customerId,
  version,
  state: 'active',
  mergedInto: null,
  foundingIdentifier: 'email:a@example.com',
  identifierCount: 1,
  traits: {},
  createdAt: NOON,
  changedAt: NOON,
  ...part,
});
const score = (customerId: string, version: number, value: number): Score => ({
  customerId,
  version,
  value,
  asOf: NOON,
  halfLifeDays: 30,
  contributions: 1,
  lastContributionAt: NOON,
  byRule: {},
});
const said = (
  interactionId: string,
  part: Parameters<typeof statement>[0],
  occurredAt = NOON,
  revision = 0,
) => resolvedOf({ interactionId, consents: [statement(part)], occurredAt, revision });

describe('consents', () => {
  test('the same statement a hundred times is announced once', async () => {
    const grant = said('i1', {});
    await Promise.all(
      Array.from({ length: 10 }, () => audience.interactions(Array.from({ length: 10 }, () => grant))),
    );
    expect(await consents()).toMatchObject([
      {
        identifier: 'email:a@example.com',
        purpose: 'marketing',
        customerId: 'customer-a',
        state: 'granted',
        version: 1,
      },
    ]);
  });

  test('whatever the order of arrival, the last word by its own time holds', async () => {
    await audience.interactions([said('i2', { state: 'denied', trusted: false }, NOON + 1000)]);
    await audience.interactions([said('i1', {}, NOON)]);
    await audience.interactions([said('i3', { trusted: false }, NOON - 1000)]);
    expect(await consents()).toMatchObject([{ state: 'denied', version: 1, interactionId: 'i2' }]);
    await audience.interactions([said('i4', {}, NOON + 2000)]);
    expect(await consents()).toHaveLength(2);
    expect(await createAudiences(database).consentsOf('customer-a')).toMatchObject([
      { state: 'granted', version: 2 },
    ]);
  });

  test('a claim from a browser waits', async () => {
    await audience.interactions([said('i1', { trusted: false })]);
    expect(await consents()).toMatchObject([{ state: 'pending' }]);
  });

  test('an edit replaces what was said; a deleted message keeps its denial and loses its grant', async () => {
    await audience.interactions([
      said('i1', {}, NOON, 1),
      said('i2', { purpose: 'sms', state: 'denied' }, NOON, 1),
    ]);
    await audience.interactions([said('i1', { purpose: 'newsletter' }, NOON, 2)]);
    const removed = (interactionId: string) => resolvedOf({ interactionId, revision: 3, state: 'deleted' });
    await audience.interactions([removed('i2')]);
    await audience.interactions([said('i1', {}, NOON, 1)]);
    const states = async () =>
      (await createAudiences(database).consentsOf('customer-a')).map(
        ({ purpose, state }) => `${purpose} ${state}`,
      );
    expect(await states()).toEqual(['marketing unknown', 'newsletter granted', 'sms denied']);
    await audience.interactions([removed('i1')]);
    expect(await states()).toEqual(['marketing unknown', 'newsletter unknown', 'sms denied']);
    expect(await createAudiences(database).statementsOf('customer-a')).toHaveLength(3);
  });

  test('a merge takes them along, a cut brings them back, a replay changes nothing', async () => {
    const assignments = [
      assignment('customer-a', 1),
      assignment('customer-b', 2),
      assignment('customer-a', 3),
    ];
    await audience.interactions([said('i1', {})]);
    for (const one of assignments) await audience.assignments([one]);
    const before = await consents();
    expect(before.map((consent) => consent?.customerId)).toEqual(['customer-a', 'customer-b', 'customer-a']);
    for (const one of assignments) await audience.assignments([one]);
    await audience.interactions([said('i1', {})]);
    expect(await consents()).toEqual(before);
  });

  test('a grant does not follow a recycled number', async () => {
    await audience.interactions([said('i1', {})]);
    await audience.assignments([assignment('customer-b', 2, { validFrom: NOON + DAY })]);
    expect((await consents()).at(-1)).toMatchObject({ customerId: 'customer-b', state: 'unknown' });
  });

  test('what is erased is gone from the topic', async () => {
    await audience.interactions([said('i1', {})]);
    await audience.assignments([], ['email:a@example.com']);
    expect((await consents()).at(-1)).toBeNull();
    expect(await createAudiences(database).consentsOf('customer-a')).toEqual([]);
  });
});

describe('segments', () => {
  test('entered and left by score, each once, and left again as the score fades', async () => {
    await audience.scores([score('customer-a', 1, 79)]);
    await audience.scores([score('customer-a', 2, 100)]);
    await audience.scores([score('customer-a', 2, 100), score('customer-a', 1, 79)]);
    expect(await memberships('hot-leads')).toEqual(['customer-a entered 1']);
    now = NOON + 30 * DAY;
    expect(await audience.lookAgain(now - DAY, 10)).toMatchObject({ looked: 1, memberships: 1 });
    expect(await audience.lookAgain(now - DAY, 10)).toMatchObject({ looked: 0 });
    expect(await memberships('hot-leads')).toEqual(['customer-a entered 1', 'customer-a left 2']);
  });

  test('activity and consent count for whoever has the identifier', async () => {
    await audience.interactions([said('i1', {})]);
    expect(await memberships('recently-active')).toEqual(['customer-a entered 1']);
    expect(await memberships('no-marketing-consent')).toEqual([]);
    await audience.assignments([assignment('customer-b', 1)]);
    expect(await memberships('recently-active')).toEqual([
      'customer-a entered 1',
      'customer-a left 2',
      'customer-b entered 1',
    ]);
    expect(await memberships('no-marketing-consent')).toEqual(['customer-a entered 1']);
  });

  test('of a recycled number each holder keeps what was done in their time, and is followed through a merge', async () => {
    const anchor = 'email:a@example.com';
    await audience.interactions([said('i1', {}), said('i2', {}, NOON + 3 * DAY)]);
    now = NOON + 32 * DAY;
    await audience.assignments([
      assignment('customer-b', 2, { validFrom: NOON + 2 * DAY }),
      {
        ...assignment('customer-a', 1, { validTo: NOON + 2 * DAY }),
        identifier: `${anchor} until ${NOON + 2 * DAY}`,
      },
    ]);
    const states = async () =>
      Promise.all(
        ['customer-a', 'customer-b', 'customer-c'].map(async (id) =>
          (await createAudiences(database).membershipsOf(id)).some(
            (one) => one.segmentId === 'recently-active',
          ),
        ),
      );
    expect(await states()).toEqual([false, true, false]);
    now = NOON + 29 * DAY;
    await audience.assignments([
      {
        ...assignment('customer-c', 2, { validTo: NOON + 2 * DAY }),
        identifier: `${anchor} until ${NOON + 2 * DAY}`,
      },
    ]);
    expect(await states()).toEqual([false, true, true]);
    await audience.assignments([], [anchor]);
    expect(await states()).toEqual([false, false, true]);
  });

  test("merged, cut and erased, the others end as if nothing had been; what comes late of the erased is nobody's", async () => {
    await audience.interactions([said('i1', {})]);
    await audience.assignments([assignment('customer-b', 1)]);
    await audience.scores([score('customer-b', 1, 100), score('customer-a', 1, 0)]);
    await audience.assignments([assignment('customer-a', 2)]);
    await audience.scores([score('customer-b', 2, 0)]);
    const of = async (id: string) =>
      (await createAudiences(database).membershipsOf(id)).map((one) => one.segmentId);
    expect(await of('customer-a')).toEqual(['recently-active']);
    expect(await of('customer-b')).toEqual(['no-marketing-consent']);

    await audience.customers([], ['customer-a']);
    await audience.interactions([said('i1', {}, NOON, 1), said('i9', {})]);
    await audience.scores([score('customer-a', 9, 100)]);
    await audience.customers([customer('customer-a', 9)]);
    expect(await of('customer-a')).toEqual([]);
    expect((await consents()).at(-1)).toBeNull();
    for (const table of ['owners', 'statements', 'activity', 'consents']) {
      const { rows } = await sql`select from ${sql.id('audience', table)}`.execute(database.kysely);
      expect(rows, table).toEqual([]);
    }
  });

  test('a customer who was merged away is in none', async () => {
    await audience.scores([score('customer-a', 1, 100)]);
    await audience.customers([customer('customer-a', 2, { state: 'merged', mergedInto: 'customer-b' })]);
    await audience.customers([customer('customer-a', 1)]);
    expect(await createAudiences(database).membershipsOf('customer-a')).toEqual([]);
  });

  test('a new definition is looked at for everybody', async () => {
    const trait = { value: 'DE', platform: 'zendesk', interactionId: 'i1', observedAt: NOON };
    await audience.customers([
      customer('customer-a', 1, { traits: { country: trait } }),
      customer('customer-b', 1),
    ]);
    const audiences = createAudiences(database);
    await audiences.saveSegment({
      segmentId: 'germany',
      name: 'Germany',
      definition: { trait: 'country', equals: 'DE' },
    });
    audience = await open();
    await audience.lookAgain(1, 10);
    expect(await audiences.membersOf('germany', 10)).toEqual(['customer-a']);
    expect((await audiences.listSegments()).find(({ segmentId }) => segmentId === 'germany')?.members).toBe(
      1,
    );
    await audiences.saveSegment({
      segmentId: 'germany',
      name: 'Germany',
      definition: { trait: 'x' },
      enabled: false,
    });
    audience = await open();
    await audience.lookAgain(1, 10);
    expect(await memberships('germany')).toEqual(['customer-a entered 1', 'customer-a left 2']);
  });

  test('any number of batches at once leave versions without gaps', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => [
        audience.scores([score('customer-a', n + 1, n % 2 === 0 ? 100 : 1), score('customer-b', n + 1, 100)]),
        audience.interactions([said(`i${n}`, { state: n % 2 === 0 ? 'granted' : 'denied' }, NOON + n)]),
        audience.assignments([assignment(n % 3 === 0 ? 'customer-b' : 'customer-a', n + 1)]),
      ]).flat(),
    );
    const versions = (await consents()).map((consent) => consent?.version);
    expect(versions).toEqual(versions.map((_, index) => index + 1));
    expect((await consents()).at(-1)).toMatchObject({ state: 'denied', interactionId: 'i19' });
  });
});
