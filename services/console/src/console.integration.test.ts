import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectedSource, destinationErrorPage, destinationItem, sourceDetail } from './api/connections.ts';
import { customerDetail, customerPage, timelinePage } from './api/customers.ts';
import { interactionDetail, interactionPage, rawDelivery } from './api/interactions.ts';
import { auditPage } from './api/session.ts';
import { failureSchema } from './http/failures.ts';
import { admin, startTestConsole, type TestConsole } from './testing/console.ts';
import { story } from './testing/story.ts';

let service: TestConsole;
const delivered = story(Date.now());

beforeAll(async () => {
  service = await startTestConsole();
  await service.take(delivered);
});
afterAll(() => service.stop());

/** Asks, expects success, and holds the answer to the schema that the description promises. */
async function get<T>(path: string, schema: { parse(value: unknown): T }): Promise<T> {
  const response = await service.call(`/api/v1${path}`);
  const body: unknown = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(200);
  return schema.parse(body);
}

const post = (path: string, body: unknown, token?: string) =>
  service.call(`/api/v1${path}`, { method: 'POST', body: JSON.stringify(body), token });

const firstOf = async (q: string) => {
  const [item] = (await get(`/interactions?q=${encodeURIComponent(q)}`, interactionPage)).items;
  if (item === undefined) throw new Error(`nothing found for ${q}`);
  return item;
};

describe('interactions', () => {
  test('words are found and marked; the customer is who it is now', async () => {
    const item = await firstOf('neighbour');
    expect(item).toMatchObject({ platform: 'twilio', channel: 'sms', kind: 'message', direction: 'inbound' });
    expect(item.customerName).toBe('Ana Silva');
    expect(item.highlights.flat().filter(({ hit }) => hit)).toEqual([{ text: 'neighbour', hit: true }]);
    expect(new Date(item.occurredAt).toISOString()).toBe(item.occurredAt);
  });

  test('filters narrow, several values of one widen', async () => {
    const sms = await get('/interactions?channel=sms&limit=100', interactionPage);
    expect(new Set(sms.items.map((item) => item.channel))).toEqual(new Set(['sms']));
    const both = await get('/interactions?channel=sms,voice&limit=100', interactionPage);
    expect(new Set(both.items.map((item) => item.channel))).toEqual(new Set(['sms', 'voice']));
    const day = new Date(Date.now() - 24 * 60 * 60 * 1000).toISOString();
    const recent = await get(`/interactions?from=${day}&limit=100`, interactionPage);
    expect(recent.items.every((item) => item.occurredAt >= day)).toBe(true);
  });

  test('pages follow each other without gap or repeat', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await get(`/interactions?limit=30${cursor}`, interactionPage);
      seen.push(...page.items.map((item) => item.id));
      cursor = page.next === null ? '' : `&cursor=${page.next}`;
    } while (cursor !== '');
    expect(seen).toHaveLength(delivered.length);
    expect(new Set(seen).size).toBe(delivered.length);
  });

  test('the raw delivery is what came in, its digest holds, and its secrets are masked', async () => {
    const { id } = await firstOf('weekend');
    const raw = await get(`/interactions/${id}/raw`, rawDelivery);
    expect(raw).toMatchObject({ method: 'POST', intact: true, verification: 'hmac-sha256' });
    expect(raw.recomputedDigest).toBe(raw.digest);
    expect(raw.body.masked).toEqual(['/token']);
    expect(raw.body.content).not.toContain('verification-token-of-slack');
    const detail = await get(`/interactions/${id}`, interactionDetail);
    expect(detail.digest).toBe(raw.digest);
  });

  test('what is not there is 404, what is not valid is 400 with the field', async () => {
    const missing = await service.call('/api/v1/interactions/00000000-0000-5000-a000-000000000000');
    expect(missing.status).toBe(404);
    const invalid = await service.call('/api/v1/interactions?limit=0');
    expect(invalid.status).toBe(400);
    const { error } = failureSchema.parse(await invalid.json());
    expect(error).toMatchObject({ code: 'console.request-invalid', fields: [{ path: 'limit' }] });
    expect(error.requestId).toBe(invalid.headers.get('x-request-id'));
  });
});

describe('customers', () => {
  test('one person over every channel, with the score explained', async () => {
    const { customerId } = await firstOf('neighbour');
    const customer = await get(`/customers/${customerId}`, customerDetail);
    expect(customer.name).toBe('Ana Silva');
    expect(customer.identifiers.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['email', 'phone', 'slack']),
    );
    expect(customer.score?.byRule.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['view', 'question', 'time', 'download', 'cta']),
    );
    const sum = customer.score?.byRule.reduce((total, { points }) => total + points, 0);
    expect(sum).toBeCloseTo(customer.score?.value ?? -1, 3);

    const timeline = await get(`/customers/${customerId}/timeline?limit=100`, timelinePage);
    expect(timeline.items).toHaveLength(16);
    expect(timeline.items.every((item) => item.customerId === customerId)).toBe(true);
    expect(new Set(timeline.items.map((item) => item.channel)).size).toBe(8);
    const times = timeline.items.map((item) => item.occurredAt);
    expect(times).toEqual([...times].sort().toReversed());
    const searched = await get(`/interactions?customer=${customerId}&limit=100`, interactionPage);
    expect(searched.items).toHaveLength(16);
  });

  test.each(['ana silva', 'ANA.SILVA@example.net', '(415) 555-0132'])(
    'found as people type it: %s',
    async (q) => {
      const { items } = await get(`/customers?q=${encodeURIComponent(q)}`, customerPage);
      expect(items.map((item) => item.name)).toContain('Ana Silva');
    },
  );

  test('without words, those most engaged', async () => {
    const { items } = await get('/customers', customerPage);
    expect(items[0]?.name).toBe('Ana Silva');
    expect(items[0]?.score).toBeGreaterThan(0);
  });

  test('an id that nobody has is 404', async () => {
    expect((await service.call('/api/v1/customers/nobody')).status).toBe(404);
  });
});

describe('sources', () => {
  test('made with generated secrets, shown once, masked afterwards, rotated, removed', async () => {
    const response = await post('/sources', { platform: '8x8', name: 'Contact centre' });
    expect(response.status).toBe(201);
    const made = connectedSource.parse(await response.json());
    const secret = String(made.settings['pathSecret']);
    expect(made.url).toBe(`https://hooks.example.com/webhooks/8x8/${made.id}/${secret}`);
    expect(made.steps.join()).toContain(made.url);

    const shown = await get(`/sources/${made.id}`, sourceDetail);
    expect(JSON.stringify(shown)).not.toContain(secret);
    const rotated = connectedSource.parse(await (await post(`/sources/${made.id}/rotate`, {})).json());
    expect(rotated.settings['pathSecret']).not.toBe(secret);
    const removed = await service.call(`/api/v1/sources/${made.id}`, { method: 'DELETE' });
    expect(removed.status).toBe(200);
    expect((await service.call(`/api/v1/sources/${made.id}`)).status).toBe(404);
  });

  test('settings of the vendor are checked', async () => {
    expect((await post('/sources', { platform: 'nobody', name: 'x' })).status).toBe(400);
    const wrong = await post('/sources', { platform: 'twilio', name: 'x', settings: { authToken: 7 } });
    expect(wrong.status).toBeGreaterThanOrEqual(400);
    expect(wrong.status).toBeLessThan(500);
  });
});

describe('destinations', () => {
  test('errors say what to do; retry and skip touch their own destination alone', async () => {
    const settings = { accessToken: 'pat-secret-of-hubspot' };
    const connect = async (name: string) =>
      destinationItem.parse(
        await (await post('/destinations', { platform: 'hubspot', name, settings })).json(),
      );
    const [one, two] = [await connect('CRM'), await connect('Other')];
    expect(JSON.stringify(one)).not.toContain(settings.accessToken);
    const database = new Client({ connectionString: service.databaseUrl });
    await database.connect();
    await database.query(
      `insert into ledger.jobs (connection_id, record, kind, customers, state, error_code, attempt)
       values ($1, 'contact:c1', 'contact', '{c1}', 'failed', 'destination.invalid', 3),
              ($1, 'contact:c2', 'contact', '{c2}', 'failed', 'destination.conflict', 1)`,
      [one.id],
    );
    await database.end();
    const errors = await get(`/destinations/${one.id}/errors`, destinationErrorPage);
    expect(errors.items.map(({ code }) => code)).toEqual(['destination.invalid', 'destination.conflict']);
    expect(errors.items[0]?.action).toMatch(/retry/);
    const jobs = errors.items.map(({ id }) => id);
    expect(await (await post(`/destinations/${two.id}/retry`, { jobs })).json()).toEqual({ changed: 0 });
    expect(await (await post(`/destinations/${one.id}/retry`, { jobs: jobs.slice(0, 1) })).json()).toEqual({
      changed: 1,
    });
    expect(await (await post(`/destinations/${one.id}/skip`, { jobs: jobs.slice(1) })).json()).toEqual({
      changed: 1,
    });
    expect((await get(`/destinations/${one.id}/errors`, destinationErrorPage)).items).toEqual([]);
  });
});

describe('access', () => {
  const tokenOf = async (role: string) =>
    (await (await post('/tokens', { name: `of the tests, ${role}`, role })).json()) as {
      id: string;
      token: string;
    };

  test('roles are held to', async () => {
    const viewer = await tokenOf('viewer');
    const { id } = await firstOf('neighbour');
    const as = (path: string) => service.call(`/api/v1${path}`, { token: viewer.token });
    expect((await as(`/interactions/${id}`)).status).toBe(200);
    expect((await as(`/interactions/${id}/raw`)).status).toBe(403);
    expect((await as('/audit')).status).toBe(403);
    expect((await post('/sources', { platform: 'twilio', name: 'x' }, viewer.token)).status).toBe(403);
    await service.call(`/api/v1/tokens/${viewer.id}`, { method: 'DELETE' });
    expect((await as('/interactions')).status).toBe(401);
  });

  test('without a token nothing is told but the description', async () => {
    expect((await fetch(`${service.address}/api/v1/interactions`)).status).toBe(401);
    const document = await fetch(`${service.address}/api/v1/openapi.json`);
    expect(document.status).toBe(200);
    expect(await document.json()).toMatchObject({ openapi: '3.1.0' });
  });

  test('every look is in the audit log, by ids alone, and nobody can change it', async () => {
    const auditor = await tokenOf('auditor');
    const { id, interactionId } = await firstOf('neighbour');
    await service.call(`/api/v1/interactions/${id}/raw`, { token: auditor.token });
    const log = await get(`/audit?actor=${auditor.id}`, auditPage);
    expect(log.items[0]).toMatchObject({
      action: 'interactions.raw',
      actor: { kind: 'token', id: auditor.id },
    });
    expect(log.items[0]?.subjects).toContain(`interaction:${interactionId}`);
    const all = await get('/audit?limit=500', auditPage);
    expect(JSON.stringify(all)).not.toContain('neighbour');

    const database = new Client({ connectionString: service.databaseUrl });
    await database.connect();
    for (const change of [
      "update console.audit set action = 'x'",
      'delete from console.audit',
      'truncate console.audit',
    ])
      await expect(database.query(change)).rejects.toThrow('append-only');
    await database.end();
  });
});

describe('sessions', () => {
  const origin = { 'x-throughline-request': '1' };
  const signIn = (password: string, headers: Record<string, string> = origin) =>
    fetch(`${service.address}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ user: admin.user, password }),
    });

  test('signing in sets a strict, http-only cookie; other sites cannot use it', async () => {
    const response = await signIn(admin.password);
    expect(response.status).toBe(200);
    const [cookie = ''] = response.headers.getSetCookie();
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    const session = cookie.split(';', 1)[0] ?? '';
    const as = (method: string, headers: Record<string, string>) =>
      fetch(`${service.address}/api/v1/session`, { method, headers: { cookie: session, ...headers } });
    expect((await as('GET', {})).status).toBe(200);
    expect((await as('DELETE', {})).status).toBe(403);
    expect((await as('DELETE', { ...origin, origin: 'https://evil.example' })).status).toBe(403);
    expect((await as('DELETE', { ...origin, origin: service.address })).status).toBe(200);
    expect((await as('GET', {})).status).toBe(401);
  });

  test('a sign-in from elsewhere is refused before the password is looked at', async () => {
    expect((await signIn(admin.password, {})).status).toBe(403);
  });

  test('guessing is slowed down', async () => {
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 11; attempt += 1) statuses.push((await signIn('wrong')).status);
    expect(statuses.slice(0, 10).every((status) => status === 401)).toBe(true);
    const refused = await signIn(admin.password);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('the server', () => {
  test('bodies have a limit and must be JSON', async () => {
    const large = await post('/sources', { platform: 'twilio', name: 'x'.repeat(300_000) });
    expect(large.status).toBe(413);
    const broken = await service.call('/api/v1/sources', { method: 'POST', body: '{' });
    expect(await broken.json()).toMatchObject({ error: { code: 'console.body-invalid' } });
  });

  test('pages forbid foreign scripts and framing', async () => {
    const { headers } = await fetch(`${service.address}/api/v1/openapi.json`);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
  });
});
