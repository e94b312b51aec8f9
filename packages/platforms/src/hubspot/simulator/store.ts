import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { hubspotProperties, type Property } from './properties.ts';

export interface StoredObject {
  readonly id: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A creation, remembered for ever, so that a test can show that none was a second one. */
interface Creation {
  readonly type: string;
  readonly id: string;
  readonly by: 'api' | 'person';
  /** Values of the unique properties, as `name=value`. */
  readonly keys: ReadonlyArray<string>;
}

type Entry =
  | { readonly put: string; readonly object: StoredObject; readonly creation?: Creation }
  | { readonly remove: string; readonly id: string }
  | { readonly define: string; readonly property: Property }
  | { readonly group: string }
  | { readonly associate: string }
  | { readonly dissociate: string }
  | { readonly merged: string; readonly into: string };

/** What the simulated account holds. With a journal, every change is a line of it and a restart begins where the last one ended. */
export class Store {
  readonly objects = new Map<string, Map<string, StoredObject>>();
  readonly properties = new Map<string, Map<string, Property>>();
  readonly groups = new Set<string>();
  readonly associations = new Set<string>();
  readonly creations: Creation[] = [];
  /** Merged-away id to surviving id. */
  readonly merged = new Map<string, string>();
  readonly #journal: string | undefined;
  readonly #index = new Map<string, string>();
  #nextId = 1000;

  constructor(journal: string | undefined) {
    this.#journal = journal;
    for (const [type, properties] of Object.entries(hubspotProperties)) {
      this.objects.set(type, new Map());
      this.properties.set(type, new Map(properties.map((property) => [property.name, property])));
      this.groups.add(`${type} contactinformation`);
    }
    if (journal === undefined || !existsSync(journal)) return;
    const lines = readFileSync(journal, 'utf8').split('\n');
    // A line cut off by a kill was never answered for.
    for (const line of lines.slice(0, -1)) this.#apply(JSON.parse(line) as Entry);
  }

  nextId(): string {
    this.#nextId += 1;
    return String(this.#nextId);
  }

  apply(entry: Entry): void {
    this.#apply(entry);
    if (this.#journal !== undefined) appendFileSync(this.#journal, `${JSON.stringify(entry)}\n`);
  }

  /** The id of the object whose unique property has the value (ignoring case). A contact is also found by its additional e-mail addresses. */
  find(type: string, property: string, value: string): string | undefined {
    return this.#index.get(this.#key(type, property, value));
  }

  get(type: string, id: string): StoredObject | undefined {
    return this.objects.get(type)?.get(this.merged.get(id) ?? id);
  }

  uniqueKeys(type: string, properties: Readonly<Record<string, string>>): string[] {
    const definitions = this.properties.get(type);
    return Object.entries(properties).flatMap(([name, value]) =>
      value !== '' && definitions?.get(name)?.hasUniqueValue === true
        ? [`${name}=${value.toLowerCase()}`]
        : [],
    );
  }

  #key(type: string, property: string, value: string): string {
    return `${type} ${property}=${value.toLowerCase()}`;
  }

  #keysOf(type: string, object: StoredObject): string[] {
    const additional = (object.properties['hs_additional_emails'] ?? '')
      .split(';')
      .filter((email) => email !== '');
    return [
      ...this.uniqueKeys(type, object.properties).map((key) => `${type} ${key}`),
      ...additional.map((email) => this.#key(type, 'email', email)),
    ];
  }

  #apply(entry: Entry): void {
    if ('put' in entry) {
      const objects = this.objects.get(entry.put);
      const before = objects?.get(entry.object.id);
      if (before !== undefined) for (const key of this.#keysOf(entry.put, before)) this.#index.delete(key);
      for (const key of this.#keysOf(entry.put, entry.object)) this.#index.set(key, entry.object.id);
      objects?.set(entry.object.id, entry.object);
      if (entry.creation !== undefined) this.creations.push(entry.creation);
      this.#nextId = Math.max(this.#nextId, Number(entry.object.id));
    } else if ('remove' in entry) {
      const before = this.objects.get(entry.remove)?.get(entry.id);
      if (before !== undefined) for (const key of this.#keysOf(entry.remove, before)) this.#index.delete(key);
      this.objects.get(entry.remove)?.delete(entry.id);
    } else if ('define' in entry) this.properties.get(entry.define)?.set(entry.property.name, entry.property);
    else if ('group' in entry) this.groups.add(entry.group);
    else if ('associate' in entry) this.associations.add(entry.associate);
    else if ('dissociate' in entry) this.associations.delete(entry.dissociate);
    else this.merged.set(entry.merged, entry.into);
  }
}
