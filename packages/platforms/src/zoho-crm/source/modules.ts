import { ownValue } from '../../reading/index.ts';
/** What a module's records are to us: https://www.zoho.com/crm/developer/docs/api/v8/modules-fields.html */

interface Module {
  readonly kind: string;
  /** The field that an interaction is dated by. */
  readonly dated: string;
  /** Whether the notification API takes it. */
  readonly watched: boolean;
}

const record: Module = { kind: 'record', dated: 'Modified_Time', watched: true };

const MODULES: Readonly<Record<string, Module>> = {
  Cases: { kind: 'ticket', dated: 'Created_Time', watched: true },
  Calls: { kind: 'call', dated: 'Call_Start_Time', watched: true },
  Events: { kind: 'event', dated: 'Created_Time', watched: true },
  Tasks: { kind: 'task', dated: 'Created_Time', watched: true },
  Notes: { kind: 'note', dated: 'Created_Time', watched: false },
};

/** Any other module's records, custom ones among them, are records. */
export const moduleOf = (name: string): Module => ownValue(MODULES, name) ?? record;
