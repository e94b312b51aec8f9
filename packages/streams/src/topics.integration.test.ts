import kafkajs from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { topics } from '@throughline/schemas';
import { ensureTopics } from './index.ts';
import { eventually } from './testing.ts';
import { createTestStreams, topicOf, type TestStreams } from './test-streams.ts';

let streams: TestStreams;
beforeAll(async () => {
  streams = await createTestStreams();
});
afterAll(() => streams.close());

test('topics are created with their settings, corrected when the catalogue changes, and otherwise left alone', async () => {
  const { kafka } = streams;
  const options = { replicationFactor: 1 };
  const first = topicOf('kept', 2);
  expect(await ensureTopics(kafka, [first], options)).toEqual({ created: ['kept'], updated: [] });
  expect(await ensureTopics(kafka, [first], options)).toEqual({ created: [], updated: [] });

  const admin = kafka.client().admin();
  await admin.connect();
  const name = `${kafka.topicPrefix}kept`;
  const resource = { type: kafkajs.ConfigResourceTypes.TOPIC, name };
  const configEntries = [
    { name: 'segment.ms', value: '777000' },
    { name: 'retention.ms', value: '5' },
  ];
  await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries }] });

  const changed = { ...first, partitions: 3, retentionMs: -1, cleanup: 'compact' as const };
  expect(await ensureTopics(kafka, [changed], options)).toEqual({ created: [], updated: ['kept'] });
  // The broker tells of a change a moment after it has taken it.
  const settings = await eventually(async () => {
    const described = await admin.describeConfigs({ includeSynonyms: false, resources: [resource] });
    const told = new Map(
      described.resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]),
    );
    return told.get('cleanup.policy') === 'compact' && told;
  });
  expect(settings.get('retention.ms')).toBe('-1');
  // Set by someone else, and none of the catalogue's business.
  expect(settings.get('segment.ms')).toBe('777000');
  await eventually(async () => {
    const metadata = await admin.fetchTopicMetadata({ topics: [name] });
    return metadata.topics[0]?.partitions.length === 3;
  });
  await admin.deleteTopics({ topics: [name] });
  await admin.disconnect();
});

test('every topic of the catalogue has settings that the broker accepts', async () => {
  const few = topics.map((topic) => ({ ...topic, partitions: 1 }));
  const { created } = await ensureTopics(streams.kafka, few, { replicationFactor: 1 });
  expect(created).toHaveLength(topics.length);
  const admin = streams.kafka.client().admin();
  await admin.connect();
  await admin.deleteTopics({ topics: topics.map(({ name }) => streams.kafka.topicPrefix + name) });
  await admin.disconnect();
});
