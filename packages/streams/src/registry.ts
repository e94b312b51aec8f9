import { setTimeout as sleep } from 'node:timers/promises';
import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import avro from 'avsc';
import { CodedError } from '@throughline/errors';
import { streamsErrors } from './errors.ts';

/** The part of the registry's protocol that we use, with errors of ours. */
export interface Registry {
  /** The id under which exactly this schema is registered. @throws streams.schema-not-registered, streams.registry-away */
  idOf(subject: string, schema: string): Promise<number>;
  /** The schema of an id. @throws streams.avro-unknown-schema, streams.registry-away */
  schemaOf(id: number): Promise<avro.Type>;
  /**
   * Registers a schema, after setting the subject to FULL_TRANSITIVE; the id it has or gets.
   * @throws streams.schema-incompatible, streams.registry-away
   */
  register(subject: string, schema: string): Promise<number>;
}

const ANSWER_WITHIN_MS = 10_000;

const statusOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;

/** The client library has no time-out, and reports a refused connection as status 400. */
async function within<T>(call: Promise<T>): Promise<T> {
  const late = new AbortController();
  const timeOut = sleep(ANSWER_WITHIN_MS, undefined, { signal: late.signal }).then(
    () => Promise.reject(streamsErrors.registryAway({ detail: { afterMs: ANSWER_WITHIN_MS } })),
    // Answered in time: never settles the race.
    () => new Promise<never>(() => undefined),
  );
  try {
    return await Promise.race([call, timeOut]);
  } finally {
    late.abort();
  }
}

export function createRegistry(registryUrl: string): Registry {
  const host = registryUrl.replace(/\/+$/, '');
  const client = new SchemaRegistry({ host, retry: { retries: 2, maxRetryTimeInSecs: 1 } });

  const requireFullTransitive = async (subject: string) => {
    const answer = await fetch(`${host}/config/${encodeURIComponent(subject)}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
      body: JSON.stringify({ compatibility: COMPATIBILITY.FULL_TRANSITIVE }),
    });
    if (!answer.ok) throw streamsErrors.registryAway({ detail: { subject, status: answer.status } });
  };

  return {
    idOf: async (subject, schema) => {
      try {
        return await within(client.getRegistryIdBySchema(subject, { type: SchemaType.AVRO, schema }));
      } catch (error) {
        if (error instanceof CodedError) throw error;
        if (error instanceof Error && error.name === 'ConfluentSchemaRegistryError') {
          throw streamsErrors.schemaNotRegistered({ detail: { subject }, cause: error });
        }
        throw streamsErrors.registryAway({ detail: { subject }, cause: error });
      }
    },
    schemaOf: async (id) => {
      let schema;
      try {
        schema = await within(client.getSchema(id));
      } catch (error) {
        if (error instanceof CodedError) throw error;
        if (statusOf(error) === 404) throw streamsErrors.avroUnknownSchema({ detail: { id }, cause: error });
        throw streamsErrors.registryAway({ detail: { id }, cause: error });
      }
      // A JSON or Protobuf schema, or one of types that we cannot compile, can be no writer's schema for us.
      if (!(schema instanceof avro.Type)) throw streamsErrors.avroUndecodable({ detail: { id } });
      return schema;
    },
    register: async (subject, schema) => {
      try {
        await within(requireFullTransitive(subject));
        const options = { subject, compatibility: COMPATIBILITY.FULL_TRANSITIVE };
        const registered = await within(client.register({ type: SchemaType.AVRO, schema }, options));
        return registered.id;
      } catch (error) {
        if (error instanceof CodedError) throw error;
        if (statusOf(error) === 409)
          throw streamsErrors.schemaIncompatible({ detail: { subject }, cause: error });
        throw streamsErrors.registryAway({ detail: { subject }, cause: error });
      }
    },
  };
}
