export const roles = ['admin', 'agent', 'viewer', 'auditor'] as const;

/**
 * What somebody may do. `viewer` reads interactions and customers; `agent` also sees raw deliveries and works errors;
 * `auditor` reads like an agent, changes nothing, and reads the audit log; `admin` may do everything.
 */
export type Role = (typeof roles)[number];

/** Everybody who is signed in. */
export const everybody: ReadonlyArray<Role> = roles;
/** Those who may see the raw evidence. */
export const evidenceReaders: ReadonlyArray<Role> = ['admin', 'agent', 'auditor'];
/** Those who keep the connections working. */
export const operators: ReadonlyArray<Role> = ['admin', 'agent'];
export const administrators: ReadonlyArray<Role> = ['admin'];
export const auditReaders: ReadonlyArray<Role> = ['admin', 'auditor'];

/** Who makes a request. */
export interface Caller {
  readonly kind: 'user' | 'token';
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}
