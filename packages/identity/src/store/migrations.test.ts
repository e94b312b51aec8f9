import { readFileSync } from 'node:fs';
import { outboxTable } from '@throughline/outbox';
import { expect, test } from 'vitest';
import { migrations } from '../index.ts';

test('the outbox is the one that the relay reads', () => {
  const text = readFileSync(new URL('0002_outbox.sql', migrations.directory), 'utf8');
  expect(text).toContain(outboxTable(migrations.schema).trim());
});
