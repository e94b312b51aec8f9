import type { Migrations } from '@throughline/database';

export { createAudience } from './audience.ts';
export type { Audience, AudienceOptions, Outcome } from './audience.ts';
export { matches, parseCondition } from './condition.ts';
export type { Condition, Profile } from './condition.ts';
export { consentOfCustomer, foldConsent } from './consent.ts';
export type { ConsentState, FoldedConsent, Statement } from './consent.ts';
export { audienceErrors } from './errors.ts';
export type { Segment } from './memberships-store.ts';
export { createAudiences } from './queries.ts';
export type { Audiences, StatedConsent } from './queries.ts';
export { createSegmentSource } from './segment-source.ts';
export type { SegmentSource } from './segment-source.ts';
export type { AudienceDatabase, AudienceTables } from './tables.ts';

export const migrations: Migrations = {
  schema: 'audience',
  directory: new URL('../migrations/', import.meta.url),
};
