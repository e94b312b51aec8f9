import type { Fault } from './control.ts';
import type { StoredObject } from './store.ts';

export interface SimulatorState {
  readonly objects: Readonly<Record<string, number>>;
  /** Through the API, by object type, deleted ones included. */
  readonly creations: Readonly<Record<string, number>>;
  /** Creations of what had been created before: empty, or a promise was broken. */
  readonly secondCreations: ReadonlyArray<string>;
  readonly associations: number;
  readonly requests: {
    readonly accepted: number;
    readonly refusedByLimit: number;
    readonly peak: number;
    readonly max: number;
  };
}

/** The control side of a simulator, wherever it runs. */
export function simulatorControl(url: string) {
  const send = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${url}/__control/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  };
  return {
    state: async () => (await send('GET', 'state')) as SimulatorState,
    objects: async (type: string) => (await send('GET', `objects/${type}`)) as ReadonlyArray<StoredObject>,
    /** As "communications 1001 contacts 1002". */
    associations: async () => (await send('GET', 'associations')) as ReadonlyArray<string>,
    /** A person makes a record in HubSpot. */
    create: async (type: string, properties: Readonly<Record<string, string>>) =>
      (await send('POST', `objects/${type}`, properties)) as StoredObject,
    /** A person deletes one. */
    remove: (type: string, id: string) => send('DELETE', `objects/${type}/${id}`),
    /** A person merges two contacts; the secondary's e-mail address becomes an additional one. */
    merge: (primary: string, secondary: string) => send('POST', 'merge', { primary, secondary }),
    fault: (fault: Partial<Fault> & Pick<Fault, 'kind'>) => send('POST', 'faults', fault),
    clearFaults: () => send('DELETE', 'faults'),
    settings: (settings: Readonly<Record<string, unknown>>) => send('POST', 'settings', settings),
  };
}
