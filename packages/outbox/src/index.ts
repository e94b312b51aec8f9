export { enqueue } from './enqueue.ts';
export { outboxErrors } from './errors.ts';
export { createRelay, type Relay, type RelayOptions } from './relay.ts';
export { outboxTable, type OutboxTables } from './table.ts';
