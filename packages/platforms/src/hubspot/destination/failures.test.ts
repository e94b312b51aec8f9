import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DestinationError } from '../../destination-errors.ts';
import { retryAfterMs } from '../../destination.ts';
import { failureOf, Refusal } from './failures.ts';

interface Fixture {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}
const fixtures = JSON.parse(
  readFileSync(new URL('./fixtures/answers.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Fixture>>;

test.each([
  ['conflict', { code: 'destination.conflict', retry: 'never' }],
  ['dailyLimit', { code: 'destination.rate-limited', retry: 'after', retryAfterMs: 900_000 }],
  ['validation', { code: 'destination.invalid', retry: 'never' }],
  ['invalidEmail', { code: 'destination.invalid', retry: 'never' }],
  ['nonUnique', { code: 'destination.not-installed', retry: 'reinstall' }],
])('HubSpot’s own answer: %s', (name, expected) => {
  const { status, headers, body } = fixtures[name] ?? { status: 0, headers: {}, body: {} };
  const failure = failureOf(status, headers, body, 0);
  expect(failure instanceof Refusal ? failure.toError() : failure).toMatchObject(expected);
});

test('the id of the contact that holds the value is read from the message', () => {
  const { body } = fixtures['conflict'] ?? { body: {} };
  expect(failureOf(409, {}, body, 0)).toMatchObject({ existingId: '51', isConflict: true });
});

test('what is no JSON is told by its status', () => {
  expect(failureOf(502, {}, undefined, 0)).toMatchObject({ code: 'destination.unavailable' });
  expect(failureOf(500, {}, '<html>', 0)).toMatchObject({ code: 'destination.refused-by-server' });
  expect(failureOf(400, {}, null, 0)).toBeInstanceOf(Refusal);
});

test('what a person could read about is never in the public detail', () => {
  const { body } = fixtures['invalidEmail'] ?? { body: {} };
  const failure = failureOf(400, {}, body, 0);
  const error = failure instanceof Refusal ? failure.toError() : failure;
  expect(error).toBeInstanceOf(DestinationError);
  expect(JSON.stringify([error.message, error.detail])).not.toContain('@');
  expect(error.vendorMessage).toContain('name@example.invalid');
});

test.each([
  ['3', 3_000],
  ['0.5', 500],
  ['Thu, 01 Jan 1970 00:00:10 GMT', 9_000],
  ['-1', 0],
  ['soon', undefined],
  ['', undefined],
])('Retry-After %j', (value, expected) => expect(retryAfterMs(value, 1_000)).toBe(expected));
