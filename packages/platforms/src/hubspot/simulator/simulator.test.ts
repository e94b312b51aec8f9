import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { simulatorControl, startHubSpotSimulator, type Simulator } from './index.ts';

let simulator: Simulator | undefined;
afterEach(async () => simulator?.close());

async function post(path: string, body: unknown, token = simulator?.token) {
  const answer = await fetch(`${simulator?.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return {
    status: answer.status,
    headers: answer.headers,
    body: (await answer.json()) as Record<string, unknown>,
  };
}

const create = (email: string) => ({ inputs: [{ associations: [], properties: { email } }] });

test('refuses what HubSpot refuses', async () => {
  simulator = await startHubSpotSimulator();
  expect((await post('/crm/v3/objects/contacts/batch/create', create('a@example.com'), 'wrong')).status).toBe(
    401,
  );
  expect(await post('/crm/v3/objects/contacts/batch/create', create('a@example.com'))).toMatchObject({
    status: 201,
  });
  expect(await post('/crm/v3/objects/contacts/batch/create', create('A@example.com'))).toMatchObject({
    status: 409,
    body: {
      category: 'CONFLICT',
      message: expect.stringMatching(/^Contact already exists\. Existing ID: \d+$/),
    },
  });
  const unknown = { inputs: [{ associations: [], properties: { email: 'b@example.com' }, surprise: 1 }] };
  expect(await post('/crm/v3/objects/contacts/batch/create', unknown)).toMatchObject({
    status: 400,
    body: { category: 'VALIDATION_ERROR' },
  });
  const many = {
    inputs: Array.from({ length: 101 }, (_, index) => create(`m${index}@example.com`).inputs[0]),
  };
  expect((await post('/crm/v3/objects/contacts/batch/create', many)).status).toBe(400);
  const byName = { inputs: [{ id: 'x', idProperty: 'firstname', properties: {} }] };
  expect(await post('/crm/v3/objects/contacts/batch/upsert', byName)).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining('non-unique') },
  });
  const twice = { inputs: [1, 2].map(() => ({ id: 'q@example.com', idProperty: 'email', properties: {} })) };
  expect((await post('/crm/v3/objects/contacts/batch/upsert', twice)).status).toBe(400);
});

test('limits as an account does, over any ten seconds', async () => {
  simulator = await startHubSpotSimulator({ max: 3 });
  const answers = [];
  for (let index = 0; index < 5; index += 1)
    answers.push(await post('/crm/v3/objects/contacts/batch/create', create(`p${index}@example.com`)));
  expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201, 429, 429]);
  expect(answers[3]?.body).toMatchObject({ errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' });
  expect(answers[2]?.headers.get('x-hubspot-ratelimit-remaining')).toBe('0');
  expect((await simulatorControl(simulator.url).state()).requests).toMatchObject({
    peak: 3,
    refusedByLimit: 2,
  });
});

test('keeps its account over a restart, and remembers what was created', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'hubspot-'));
  const journal = join(directory, 'journal.jsonl');
  simulator = await startHubSpotSimulator({ journal });
  await post('/crm/v3/objects/contacts/batch/create', create('a@example.com'));
  await simulator.close();
  simulator = await startHubSpotSimulator({ journal });
  const control = simulatorControl(simulator.url);
  const [stored] = await control.objects('contacts');
  expect(stored?.properties['email']).toBe('a@example.com');
  await control.remove('contacts', stored?.id ?? '');
  await post('/crm/v3/objects/contacts/batch/create', create('a@example.com'));
  expect((await control.state()).secondCreations).toEqual(['contacts email=a@example.com']);
  rmSync(directory, { recursive: true });
});
