import { normalizeEmail, stringOf } from '../../reading/index.ts';

/** The mailbox is the account: Gmail’s message ids are unique within it. */
export const accountOf = (settings: Readonly<Record<string, unknown>>): string =>
  normalizeEmail(stringOf(settings['mailbox']) ?? '') ?? 'mailbox';
