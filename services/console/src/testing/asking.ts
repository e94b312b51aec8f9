import type { z } from 'zod';
import { expect } from 'vitest';
import { customerPage } from '../api/customers.ts';
import { evidenceDetail } from '../api/evidence.ts';
import { consequenceDetail, previewDetail, type OrderSent } from '../api/orders.ts';
import { auditPage } from '../api/session.ts';
import { roles, type Role } from '../auth/roles.ts';
import { failureSchema } from '../http/failures.ts';
import { startTestConsole, type TestConsole } from './console.ts';
import { mistaken } from './steward.ts';

export interface Ask {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly body?: unknown;
  readonly as?: Role;
  readonly key?: string;
}

/** What is sent by an agent unless said otherwise. */
export const post = (body: unknown, more: Ask = {}): Ask => ({ method: 'POST', body, as: 'agent', ...more });

/** For tests: asks a console in every role, and holds its answers to what the description promises. */
export async function askerOf(service: TestConsole) {
  const tokens = new Map<Role, string>();

  /** @param path below /api/v1 */
  const ask = (path: string, { method = 'GET', body, as = 'admin', key }: Ask = {}) =>
    service.call(`/api/v1${path}`, {
      method,
      token: tokens.get(as),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
    });

  for (const role of roles) {
    const made = await ask('/tokens', { method: 'POST', body: { name: `of ${role}`, role } });
    tokens.set(role, ((await made.json()) as { token: string }).token);
  }

  /** Expects success. */
  async function good<S extends z.ZodType>(path: string, schema: S, asked?: Ask): Promise<z.output<S>> {
    const response = await ask(path, asked);
    const body: unknown = await response.json();
    expect([200, 202], JSON.stringify(body)).toContain(response.status);
    return schema.parse(body);
  }

  /** Expects a coded error. */
  async function bad(path: string, asked?: Ask) {
    const response = await ask(path, asked);
    const { error } = failureSchema.parse(await response.json());
    return { status: response.status, code: error.code, fields: error.fields?.map((field) => field.path) };
  }

  return {
    ask,
    good,
    bad,
    order: (command: OrderSent, more?: Ask) =>
      good('/identity/commands', consequenceDetail, post({ command, reason: 'The customer called' }, more)),
    preview: (command: OrderSent) => good('/identity/preview', previewDetail, post({ command })),
    evidenceOf: (id: string, asked?: Ask) => good(`/customers/${id}/evidence`, evidenceDetail, asked),
    lastAudit: async (action: string) => (await good(`/audit?action=${action}&limit=1`, auditPage)).items[0],
    /** The customer of an identifier. */
    async holder(identifier: string): Promise<string> {
      const value = identifier.slice(identifier.indexOf(':') + 1);
      const { items } = await good(`/customers?q=${encodeURIComponent(value)}`, customerPage);
      const found = items.find(({ identifiers }) => identifiers.includes(identifier));
      if (found === undefined) throw new Error(`nobody has ${identifier}`);
      return found.id;
    },
  };
}

/** For tests: a console over people of whom some are mistaken for each other, and who asks it. */
export async function openMistaken(now: number) {
  const service = await startTestConsole();
  await service.take(mistaken(now));
  return { service, asker: await askerOf(service) };
}
