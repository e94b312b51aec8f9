import type { ConsentStatement } from '@throughline/schemas';

/** What a consent of a test is, unless its parts say otherwise: a trusted grant of marketing. */
export const statement = (part: Partial<ConsentStatement> = {}): ConsentStatement => ({
  identifierType: 'email',
  identifierValue: 'a@example.com',
  purpose: 'marketing',
  state: 'granted',
  trusted: true,
  ...part,
});
