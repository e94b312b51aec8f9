import { expect, test } from 'vitest';
import { newCustomerId } from './customer-id.ts';

test('begins with the time, says that it is of version 7, and is never the same', () => {
  // The time of RFC 9562's example, A.6.
  const ids = Array.from({ length: 2_000 }, () => newCustomerId(0x017f22e279b0));
  for (const id of ids) expect(id).toMatch(/^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(ids.length);
});
