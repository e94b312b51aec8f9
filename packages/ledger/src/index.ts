export { prepareActivities } from './activities.ts';
export { beginConnection } from './begin.ts';
export { createBudget, type Budget } from './budget.ts';
export {
  createLedgerConsole,
  type ConnectionStats,
  type JobError,
  type LedgerConsole,
  type RemoteRecord,
} from './console.ts';
export { prepareContacts } from './contacts.ts';
export { enqueueActivities, enqueueContacts } from './enqueue.ts';
export { ledgerErrors } from './errors.ts';
export { finish } from './finish.ts';
export { lanes } from './model.ts';
export type {
  ClaimedJob,
  EncodeDelivery,
  JobKind,
  JobOutcome,
  Lane,
  LedgerDatabase,
  LedgerTables,
  LedgerTransaction,
} from './model.ts';
export {
  deliveryOfRemains,
  forgetCustomers,
  forgetIdentifiers,
  withoutErased,
  type Remains,
} from './erasure.ts';
export { followIdentity, type Turned } from './following.ts';
export { foldConsents, foldCustomers, foldIdentifiers } from './people.ts';
export { writeIntents } from './records.ts';
export { sweep } from './sweep.ts';

export const migrations = { schema: 'ledger', directory: new URL('../migrations/', import.meta.url) };
