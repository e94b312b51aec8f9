import { v5 } from 'uuid';
import { expect, test } from 'vitest';
import { derivedId, interactionIdOf, NAMESPACE } from './ids.ts';

test('a derived id is the UUIDv5 that any library gives', () => {
  for (const parts of [
    ['twilio', 'AC1', 'SM1'],
    ['', '', ''],
    ['zendesk', 'ü', '日本'],
  ]) {
    expect(derivedId(...parts)).toBe(v5(parts.join('\u001f'), NAMESPACE));
  }
});

test('parts do not run into one another', () => {
  expect(interactionIdOf('a', 'bc', 'd')).not.toBe(interactionIdOf('a', 'b', 'cd'));
});
