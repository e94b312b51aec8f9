import type { HttpRequest } from '../../contract.ts';
import { queryOf } from '../../schemes/index.ts';
import { ownValue } from '../../reading/index.ts';

export const objects = ['customer', 'case', 'followup', 'task'] as const;
export type TriggerObject = (typeof objects)[number];

const ID_PARAMETER: Readonly<Record<TriggerObject, string>> = {
  customer: 'AccountID',
  case: 'CaseID',
  followup: 'FollowupID',
  task: 'TaskID',
};

const CHANGES: Readonly<Record<string, 'created' | 'changed' | 'deleted'>> = {
  created: 'created',
  edited: 'changed',
  deleted: 'deleted',
};

interface Trigger {
  readonly secret: string;
  readonly object: TriggerObject | undefined;
  readonly change: 'created' | 'changed' | 'deleted' | 'unknown';
  readonly objectId: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The edge masks the secret in stored URLs, so a trigger is read without minding what stands there. */
export function triggerOf(request: Pick<HttpRequest, 'url'>): Trigger {
  const path = /\/webhooks\/[^/?#]+\/[^/?#]+\/([^?#]*)/.exec(request.url)?.[1] ?? '';
  const [secret = '', named = '', event = ''] = path.split('/');
  const parameters = Object.fromEntries(
    ['AccountID', 'CaseID', 'FollowupID', 'TaskID'].flatMap((name) => {
      const value = queryOf(request.url).get(name);
      return value === null || value === '' ? [] : [[name, value.slice(0, 100)]];
    }),
  );
  // The URL says which object it is; without that, the most specific parameter does.
  const bySpecificity = (['followup', 'task', 'case', 'customer'] as const).find(
    (one) => parameters[ID_PARAMETER[one]],
  );
  const object = objects.find((one) => one === named) ?? bySpecificity;
  return {
    secret,
    object,
    change: ownValue(CHANGES, event) ?? 'unknown',
    objectId: object === undefined ? '' : (parameters[ID_PARAMETER[object]] ?? ''),
    parameters,
  };
}
