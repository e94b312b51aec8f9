import { describe, expect, test } from 'vitest';
import { hubspotDestination } from './index.ts';
import { contact, good, useTestAccount } from './testing.ts';

const account = useTestAccount();
const { connect } = account;

describe('install', () => {
  test('is idempotent and makes our ids unique', async () => {
    await connect().install();
    const answer = await fetch(
      `${account.simulator.url}/crm/v3/properties/notes/throughline_interaction_id`,
      {
        headers: { authorization: `Bearer ${account.simulator.token}` },
      },
    );
    expect(await answer.json()).toMatchObject({ hasUniqueValue: true, type: 'string' });
  });
});

describe('the connection', () => {
  const write = () => connect().upsertContacts([contact('c1', { email: 'a@example.com' })]);

  test('refreshes an OAuth token that ran out', async () => {
    const oauth = { clientId: 'app', clientSecret: 's', refreshToken: 'simulator-refresh-token' };
    const session = connect(oauth);
    good(await session.upsertContacts([contact('c1', { email: 'a@example.com' })]));
    await account.control.settings({ token: 'another' });
    good(await session.upsertContacts([contact('c2', { email: 'b@example.com' })]));
    expect((await account.control.state()).objects['contacts']).toBe(2);
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
    await account.control.fault({ kind: 'error', status, headers, body, times: 3 });
    await expect(write()).rejects.toMatchObject(error);
  });

  test('nobody there: nothing was sent', async () => {
    await account.away(async () => {
      await expect(write()).rejects.toMatchObject({ code: 'destination.unavailable' });
    });
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
