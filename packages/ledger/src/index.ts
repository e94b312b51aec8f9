export { prepareActivities, type PreparedActivity } from './activities.ts';
export { createBudget, type Budget, type BudgetLimits, type LimitReading } from './budget.ts';
export { createLedgerConsole, type ConnectionStats, type JobError, type LedgerConsole } from './console.ts';
export { prepareContacts, type ContactRules, type PreparedContact } from './contacts.ts';
export { enqueueActivities, enqueueContacts } from './enqueue.ts';
export { ledgerErrors } from './errors.ts';
export { finish, type FinishOptions } from './finish.ts';
export { activityHash, contactFields, contactHash, preferred, type MappingLine, type Profile } from './mapping.ts';
export { activityRecord, contactRecord, lanes } from './model.ts';
export type {
  ClaimedJob,
  EncodeDelivery,
  JobKind,
  JobOutcome,
  Lane,
  LedgerDatabase,
  LedgerRecord,
  LedgerTables,
  LedgerTransaction,
} from './model.ts';
export { foldConsents, foldCustomers, foldIdentifiers, forgetCustomers } from './people.ts';
export { writeIntents } from './records.ts';
export { sweep } from './sweep.ts';

export const migrations = { schema: 'ledger', directory: new URL('../migrations/', import.meta.url) };
