/** The tables that are read: https://learn.microsoft.com/power-apps/developer/data-platform/reference/about-entity-reference */
export const TABLE_NAMES = [
  'contact',
  'lead',
  'account',
  'incident',
  'email',
  'phonecall',
  'task',
  'annotation',
] as const;
export type TableName = (typeof TABLE_NAMES)[number];

export interface Table {
  /** The set that the Web API names. */
  readonly set: string;
  readonly key: string;
  /** Ours: what a row is. */
  readonly kind: 'record' | 'ticket' | 'message' | 'call' | 'task' | 'note';
  readonly channel: string;
  /** The column that says when: a record is as of its last change, anything else happened when it was created. */
  readonly time: 'createdon' | 'modifiedon';
  /** Without this column, what a delivery tells of a row is a fragment. */
  readonly essential: string;
  /** Who took part in an activity. */
  readonly parties?: string;
}

const record = (set: string, key: string, essential: string): Table => ({
  set,
  key,
  kind: 'record',
  channel: 'crm',
  time: 'modifiedon',
  essential,
});

const activity = (kind: Table['kind'], channel: string, set: string, parties: string): Table => ({
  set,
  key: 'activityid',
  kind,
  channel,
  time: 'createdon',
  essential: 'subject',
  parties,
});

export const TABLES: Readonly<Record<TableName, Table>> = {
  contact: record('contacts', 'contactid', 'contactid'),
  lead: record('leads', 'leadid', 'leadid'),
  account: record('accounts', 'accountid', 'accountid'),
  incident: {
    set: 'incidents',
    key: 'incidentid',
    kind: 'ticket',
    channel: 'ticket',
    time: 'createdon',
    essential: 'title',
  },
  email: activity('message', 'email', 'emails', 'email_activity_parties'),
  phonecall: activity('call', 'voice', 'phonecalls', 'phonecall_activity_parties'),
  task: activity('task', 'crm', 'tasks', 'task_activity_parties'),
  annotation: {
    set: 'annotations',
    key: 'annotationid',
    kind: 'note',
    channel: 'crm',
    time: 'createdon',
    essential: 'objectid',
  },
};

export const isTable = (name: string): name is TableName => Object.hasOwn(TABLES, name);

/** The table of a set's name; undefined for one that is not read. */
export const tableOfSet = (set: string): TableName | undefined =>
  TABLE_NAMES.find((name) => TABLES[name].set === set);
