import avro from 'avsc';
import { schemaText, subjectOf, topics } from '@throughline/schemas';
import { createAvroCodec, type Codec } from './avro-codec.ts';
import { streamsErrors } from './errors.ts';
import { createRegistry, type Registry } from './registry.ts';
import { createWriterSchemas } from './writer-schemas.ts';

export interface CodecOptions {
  readonly registryUrl: string;
  /** As Kafka's: subjects carry it too. */
  readonly topicPrefix?: string;
  /** Only for tests and tools. A service never registers: its schema was registered, and checked, when setup ran. */
  readonly autoRegister?: boolean;
}

export interface Codecs {
  /**
   * The codec of a topic of the catalogue, with our version of its schema. Made once; ask at start.
   * @throws streams.schema-not-registered, streams.registry-away, streams.topic-without-schema
   */
  of<T>(topic: string): Promise<Codec<T>>;
}

/** The text of the schema of a topic of the catalogue. @throws streams.topic-without-schema */
export function schemaOfTopic(topic: string): string {
  const record = topics.find(({ name }) => name === topic)?.schema;
  if (record === undefined || record === null) throw streamsErrors.topicWithoutSchema({ detail: { topic } });
  return schemaText(record);
}

export function createCodecs({ registryUrl, topicPrefix = '', autoRegister = false }: CodecOptions): Codecs {
  const registry = createRegistry(registryUrl);
  const writers = createWriterSchemas(registry);
  const made = new Map<string, Promise<Codec<unknown>>>();

  const make = async (topic: string): Promise<Codec<unknown>> => {
    const text = schemaOfTopic(topic);
    const subject = topicPrefix + subjectOf(topic);
    const id = await (autoRegister ? registry.register(subject, text) : registry.idOf(subject, text));
    return createAvroCodec<unknown>({ type: avro.Type.forSchema(JSON.parse(text)), id, writers });
  };

  return {
    of: <T>(topic: string) => {
      let codec = made.get(topic);
      if (codec === undefined) {
        codec = make(topic);
        codec.catch(() => made.delete(topic));
        made.set(topic, codec);
      }
      // What the topic carries is known by its name alone: the catalogue ties it to the generated type.
      return codec as Promise<Codec<T>>;
    },
  };
}

/**
 * Registers the schema of every topic of the catalogue as `<prefix><topic>-value`, each subject set to FULL_TRANSITIVE. Used by
 * setup; repeating it changes nothing.
 * @throws streams.schema-incompatible, streams.registry-away
 */
export async function registerSchemas({
  registryUrl,
  topicPrefix = '',
  only,
}: Pick<CodecOptions, 'registryUrl' | 'topicPrefix'> & {
  /** These topics rather than all. */
  readonly only?: ReadonlyArray<string>;
}): Promise<ReadonlyMap<string, number>> {
  const registry: Registry = createRegistry(registryUrl);
  const ids = new Map<string, number>();
  for (const { name, schema } of topics) {
    if (schema === null || only?.includes(name) === false) continue;
    const subject = topicPrefix + subjectOf(name);
    ids.set(subject, await registry.register(subject, schemaText(schema)));
  }
  return ids;
}
