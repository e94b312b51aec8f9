/** https://developers.pipedrive.com/docs/api/v1: version 2 where it has the object, else version 1. */

export const objectNames = ['person', 'organization', 'deal', 'lead', 'activity', 'note'] as const;
export type ObjectName = (typeof objectNames)[number];

export interface ObjectType {
  readonly path: string;
  readonly version: 1 | 2;
  /** Dated by its creation; records are dated by their last change. */
  readonly happened: boolean;
}

export const objectTypes: Readonly<Record<ObjectName, ObjectType>> = {
  person: { path: '/api/v2/persons', version: 2, happened: false },
  organization: { path: '/api/v2/organizations', version: 2, happened: false },
  deal: { path: '/api/v2/deals', version: 2, happened: false },
  lead: { path: '/v1/leads', version: 1, happened: false },
  activity: { path: '/api/v2/activities', version: 2, happened: true },
  note: { path: '/v1/notes', version: 1, happened: true },
};

export const objectOfName = (name: string): ObjectName | undefined => objectNames.find((one) => one === name);
