import { CodedError } from '@throughline/errors';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Platform } from '../contract.ts';
import { context, rawOf } from '../testing.ts';

/** Answers that no vendor gives. Nothing outside tests imports this file. */

const text = fc.oneof(
  fc.constantFrom('1', 'id', 'data', 'customer', 'order', 'constructor', '2026-01-01T00:00:00Z'),
  fc.string(),
);

/** JSON in which the names that the platform looks for are frequent, with anything under them. */
const answersWith = (names: ReadonlyArray<string>) =>
  fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.double(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.oneof(fc.constantFrom(...names), text), tie('value'), { maxKeys: 8 }),
    ),
  })).value;

/** Whatever the API answers for an object of these types is read, or refused with a code of the platforms family. */
export async function readsAnyAnswer(
  platform: Platform,
  types: ReadonlyArray<string>,
  names: ReadonlyArray<string>,
): Promise<void> {
  const objects = fc.constantFrom(...types, 'constructor');
  await fc.assert(
    fc.asyncProperty(objects, answersWith(names), async (type, answer) => {
      const raw = rawOf(platform, {
        method: 'FETCH',
        url: 'https://api.example.com/',
        headers: { 'x-fetch-object': `${type}/1`, 'x-fetch-found': 'true' },
        body: Buffer.from(JSON.stringify(answer)),
      });
      try {
        for (const item of await platform.source.normalize(raw, context)) {
          if ('pointer' in item) continue;
          expect(Number.isSafeInteger(item.revision)).toBe(true);
          expect(item.amount === null || Number.isFinite(item.amount)).toBe(true);
          expect(typeof item.event).toBe('string');
        }
      } catch (error) {
        if (!(error instanceof CodedError)) throw error;
        expect(error.code).toMatch(/^platforms\./);
      }
    }),
    { numRuns: 200 },
  );
}
