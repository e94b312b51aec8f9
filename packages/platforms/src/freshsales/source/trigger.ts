import type { HttpRequest } from '../../contract.ts';
import { ownValue } from '../../reading/index.ts';

/** Our names of the modules, those of the API, and those that its objects are wrapped in. */
export const MODULES = {
  contact: { path: 'contacts', name: 'contact' },
  account: { path: 'sales_accounts', name: 'sales_account' },
  deal: { path: 'deals', name: 'deal' },
  activity: { path: 'sales_activities', name: 'sales_activity' },
  task: { path: 'tasks', name: 'task' },
  appointment: { path: 'appointments', name: 'appointment' },
  note: { path: 'notes', name: 'note' },
} as const;

export type Module = keyof typeof MODULES;

export const isModule = (text: string): text is Module => Object.hasOwn(MODULES, text);

export interface Trigger {
  readonly secret: string;
  readonly module: Module | undefined;
  readonly change: 'created' | 'changed' | 'deleted' | 'unknown';
}

const CHANGES: Readonly<Record<string, Trigger['change']>> = {
  created: 'created',
  updated: 'changed',
  changed: 'changed',
  deleted: 'deleted',
};

/**
 * What the URL says: `…/{secret}/contact/updated`, or without the secret where a header has it. The edge masks the secret in
 * stored URLs, so the names are looked for wherever they stand.
 */
export function triggerOf(request: Pick<HttpRequest, 'url'>): Trigger {
  const path = /\/webhooks\/[^/?#]+\/[^/?#]+\/?([^?#]*)/.exec(request.url)?.[1] ?? '';
  const parts = path.split('/').filter(Boolean);
  const at = parts.findIndex(isModule);
  const module = parts[at];
  return {
    secret: at === 0 ? '' : (parts[0] ?? ''),
    module: module !== undefined && isModule(module) ? module : undefined,
    change: (at < 0 ? undefined : ownValue(CHANGES, parts[at + 1] ?? '')) ?? 'unknown',
  };
}
