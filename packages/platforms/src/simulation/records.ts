/** The records of a simulated vendor: made, changed and removed by a clock, listed by the time of their last change. */

export type Fields = Readonly<Record<string, unknown>>;

export interface StoredRecord {
  readonly type: string;
  readonly id: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly fields: Fields;
}

export interface Records {
  /** Makes a record, or lays the fields over the one that is there. */
  put(type: string, id: string, fields: Fields): StoredRecord;
  get(type: string, id: string): StoredRecord | undefined;
  remove(type: string, id: string): void;
  /** Oldest change first. */
  list(type: string): ReadonlyArray<StoredRecord>;
}

export function createRecords(now: () => Date): Records {
  const all = new Map<string, StoredRecord>();
  return {
    put(type, id, fields) {
      const key = `${type}/${id}`;
      const known = all.get(key);
      const at = now().getTime();
      const record = {
        type,
        id,
        createdAt: known?.createdAt ?? at,
        // Vendors' times move on with every change, however quickly it follows.
        updatedAt: known === undefined ? at : Math.max(at, known.updatedAt + 1),
        fields: { ...known?.fields, ...fields },
      };
      all.set(key, record);
      return record;
    },
    get: (type, id) => all.get(`${type}/${id}`),
    remove: (type, id) => void all.delete(`${type}/${id}`),
    list: (type) =>
      [...all.values()]
        .filter((record) => record.type === type)
        .sort((a, b) => a.updatedAt - b.updatedAt || (a.id < b.id ? -1 : 1)),
  };
}

/** One of the items, by a random number from 0 to 1; undefined where there is none. */
export const pick = <Item>(items: ReadonlyArray<Item>, random: () => number): Item | undefined =>
  items[Math.min(Math.floor(random() * items.length), items.length - 1)];
