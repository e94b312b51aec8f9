import { z } from 'zod';
import { roles } from '../auth/roles.ts';
import { cursor, limit, moment, next, timeFilter } from './shapes.ts';

export const role = z.enum(roles).meta({ id: 'Role' });

export const credentials = z
  .object({ user: z.string().min(1).max(200), password: z.string().min(1).max(1000) })
  .meta({ id: 'Credentials' });

/** Who is signed in. */
export const me = z
  .object({ kind: z.enum(['user', 'token']), id: z.string(), name: z.string(), role })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof me>;

export const newToken = z
  .object({ name: z.string().trim().min(1).max(200), role, expiresAt: timeFilter.optional() })
  .meta({ id: 'NewToken' });
export const madeToken = z
  .object({ id: z.string(), token: z.string().describe('Shown this once') })
  .meta({ id: 'MadeToken' });
export const tokenList = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      role,
      createdAt: moment,
      lastUsedAt: moment.nullable(),
      expiresAt: moment.nullable(),
    }),
  ),
});

export const newUser = z
  .object({
    name: z.string().trim().min(1).max(200),
    password: z.string().min(12).max(1000).describe('At least 12 characters'),
    role,
  })
  .meta({ id: 'NewUser' });
export const userList = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string(), role, createdAt: moment })),
});

export const auditQuery = z.object({
  actor: z.string().max(200).optional().describe('Id of a user or token'),
  action: z.string().max(200).optional(),
  subject: z.string().max(300).optional().describe('`type:id`, for example customer:cus_1'),
  from: timeFilter.optional(),
  to: timeFilter.optional(),
  limit: limit(500, 50),
  cursor,
});
export const auditEntry = z
  .object({
    id: z.number().int(),
    at: moment,
    actor: z.object({
      kind: z.enum(['user', 'token', 'none']),
      id: z.string().nullable(),
      name: z.string().nullable(),
    }),
    action: z.string(),
    subjects: z.array(z.string()),
    details: z.record(z.string(), z.unknown()),
    requestId: z.string(),
  })
  .meta({ id: 'AuditEntry' });
export const auditPage = z.object({ items: z.array(auditEntry), next }).meta({ id: 'AuditPage' });
export type AuditPage = z.infer<typeof auditPage>;
