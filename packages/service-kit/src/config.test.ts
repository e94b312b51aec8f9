import { CodedError } from '@throughline/errors';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  databaseConfig,
  kafkaConfig,
  kafkaConnectionOf,
  loadConfig,
  referenceOf,
  serviceConfig,
} from './config.ts';

const schema = z.object({ ...kafkaConfig, ...databaseConfig, ...serviceConfig });
const good = {
  KAFKA_BROKERS: 'one:9092, two:9092',
  SCHEMA_REGISTRY_URL: 'http://registry:8081/apis/ccompat/v7',
  DATABASE_URL: 'postgres://postgres@db:5432/postgres',
};

test('a configuration is parsed once, with defaults, and empty variables count as not set', () => {
  const config = loadConfig(schema, { ...good, ADMIN_PORT: '', KAFKA_SSL: 'true' });
  expect(config).toMatchObject({
    KAFKA_BROKERS: ['one:9092', 'two:9092'],
    ADMIN_PORT: 9100,
    KAFKA_SSL: true,
  });
});

test('every bad variable is named at once, and no value is repeated', () => {
  const load = () =>
    loadConfig(schema, { ...good, DATABASE_URL: 'secret-value', ADMIN_PORT: 'x', KAFKA_BROKERS: undefined });
  let problems: unknown;
  try {
    load();
  } catch (error) {
    problems = error instanceof CodedError ? error.detail['problems'] : error;
  }
  expect(problems).toHaveLength(3);
  expect(JSON.stringify(problems)).toMatch(/KAFKA_BROKERS is required.*DATABASE_URL.*ADMIN_PORT/);
  expect(JSON.stringify(problems)).not.toContain('secret-value');
});

test('signing in to Kafka needs a name and a password', () => {
  const signedIn = {
    ...good,
    KAFKA_SASL_MECHANISM: 'plain',
    KAFKA_SASL_USERNAME: 'u',
    KAFKA_SASL_PASSWORD: 'p',
  };
  expect(kafkaConnectionOf(loadConfig(schema, signedIn), 'edge')).toEqual({
    brokers: ['one:9092', 'two:9092'],
    clientId: 'edge',
    topicPrefix: '',
    ssl: false,
    sasl: { mechanism: 'plain', username: 'u', password: 'p' },
  });
  const half = loadConfig(schema, { ...good, KAFKA_SASL_MECHANISM: 'plain' });
  expect(() => kafkaConnectionOf(half, 'edge')).toThrow(
    expect.objectContaining({ code: 'service.config-invalid' }),
  );
});

test('the reference has a row for each variable', () => {
  const reference = referenceOf(schema);
  expect(reference).toContain(
    '| `KAFKA_BROKERS` | required | Kafka brokers, host:port, separated by commas |',
  );
  expect(reference).toContain('| `ADMIN_PORT` | `9100` |');
  expect(reference).toContain('| `KAFKA_SSL` | `false` |');
  for (const name of Object.keys(schema.shape)) expect(reference).toContain(`\`${name}\``);
});
