import type avro from 'avsc';
import { CodedError } from '@throughline/errors';
import type { Registry } from './registry.ts';

/** How long an id that the registry does not know is not asked for again: a topic full of them must not flood it. */
const UNKNOWN_FOR_MS = 10_000;

export interface WriterSchemas {
  /** @throws streams.avro-unknown-schema, streams.avro-undecodable, streams.registry-away (never remembered) */
  get(id: number): Promise<avro.Type>;
}

/** Schemas by registry id, each asked for once: an id never changes its meaning. */
export function createWriterSchemas(registry: Pick<Registry, 'schemaOf'>, now = Date.now): WriterSchemas {
  const known = new Map<number, Promise<avro.Type>>();
  const unknown = new Map<number, { readonly until: number; readonly error: CodedError }>();
  return {
    get: (id) => {
      const refused = unknown.get(id);
      if (refused !== undefined && refused.until > now()) return Promise.reject(refused.error);
      const found = known.get(id);
      if (found !== undefined) return found;
      const asked = registry.schemaOf(id);
      known.set(id, asked);
      asked.catch((error: unknown) => {
        known.delete(id);
        if (error instanceof CodedError && !error.retryable) {
          // Ids in hostile records are arbitrary: the memory of them is bounded.
          if (unknown.size >= 1_000) unknown.clear();
          unknown.set(id, { until: now() + UNKNOWN_FOR_MS, error });
        }
      });
      return asked;
    },
  };
}
