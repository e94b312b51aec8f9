import { globSync } from 'node:fs';
import { z } from 'zod';
import { valuesShape, workload } from '../../deploy/k8s/values.ts';

const root = new URL('../../', import.meta.url);

/** What the chart itself decides: ports and addresses are those of the image, and public URLs have values of their own. */
const ofTheChart = /^(ADMIN_|CONSOLE_)?(PORT|HOST)$|PUBLIC_URL$/;

interface Property {
  readonly [keyword: string]: unknown;
  readonly description?: string;
  readonly default?: unknown;
}

export interface ServiceSettings {
  /** Every variable that the service reads and that is no secret. */
  readonly settings: ReadonlyArray<string>;
  /** Those that come from a Secret, and whether the service starts without. */
  readonly secrets: Readonly<Record<string, 'required' | 'optional'>>;
  /** Its default for SHUTDOWN_GRACE_MS. */
  readonly graceMs?: number;
  /** Port of probes and metrics. */
  readonly adminPort?: number;
  /** Port on which it serves others, if it does. */
  readonly port?: number;
}

type Properties = Readonly<Record<string, Property>>;

const propertiesOf = (schema: z.ZodObject, io: 'input' | 'output'): Properties =>
  z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-7' }).properties as Properties;

/** The schemas of all services' settings, and of the setup job's, by name. */
export async function configSchemas(): Promise<ReadonlyMap<string, z.ZodObject>> {
  const files = globSync(['services/*/src/config.ts', 'packages/setup/src/config.ts'], { cwd: root });
  const all = new Map<string, z.ZodObject>();
  for (const file of files.sort()) {
    const module = (await import(new URL(file, root).href)) as Record<string, unknown>;
    const schema = Object.values(module).find((value) => value instanceof z.ZodObject);
    if (schema === undefined) throw new Error(`${file} exports no schema`);
    all.set(file.split('/')[1] ?? '', schema);
  }
  return all;
}

const isSecret = ({ description = '' }: Property): boolean => description.includes('(secret)');

/** A setting as it may stand in values.yaml: a number or a truth value as itself, everything else as text. */
function settingOf(name: string, input: Property, output: Property | undefined): Property {
  const { description, default: fallback, ...form } = input;
  const shown = description === undefined ? {} : { description };
  const usual = fallback === undefined ? {} : { default: fallback };
  if (output?.['type'] === 'boolean')
    return { ...shown, ...usual, type: ['boolean', 'string'], pattern: '^(true|false)?$' };
  if (form['type'] === 'integer' || form['type'] === 'number' || form['type'] === 'string')
    return { ...shown, ...usual, ...form };
  throw new Error(`${name} is neither number, truth value nor text: say here how it stands in values.yaml`);
}

function settingsObject(schema: z.ZodObject) {
  const output = propertiesOf(schema, 'output');
  const entries = Object.entries(propertiesOf(schema, 'input'))
    .filter(([name, property]) => !isSecret(property) && !ofTheChart.test(name))
    .map(([name, property]) => [name, settingOf(name, property, output[name])] as const);
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(entries) };
}

/** What the templates have to know of a service: which variables it reads, and its ports. */
function factsOf(schema: z.ZodObject): ServiceSettings {
  const required = new Set(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }).required);
  const properties = Object.entries(propertiesOf(schema, 'input'));
  const secrets = properties
    .filter(([, property]) => isSecret(property))
    .map(([name]) => [name, required.has(name) ? 'required' : 'optional'] as const);
  const numberOf = (key: keyof ServiceSettings, test: (name: string) => boolean) => {
    const value = properties.find(([name]) => test(name))?.[1].default;
    return typeof value === 'number' ? { [key]: value } : {};
  };
  return {
    settings: properties.filter(([, property]) => !isSecret(property)).map(([name]) => name),
    secrets: Object.fromEntries(secrets),
    ...numberOf('graceMs', (name) => name === 'SHUTDOWN_GRACE_MS'),
    ...numberOf('adminPort', (name) => name === 'ADMIN_PORT'),
    ...numberOf('port', (name) => name !== 'ADMIN_PORT' && /(^|_)PORT$/.test(name)),
  };
}

/** The chart's `files/settings.json`, by which each service is given the variables that it reads and no other. */
export async function chartSettings(): Promise<string> {
  const facts = [...(await configSchemas())].map(([name, schema]) => [name, factsOf(schema)]);
  return JSON.stringify(Object.fromEntries(facts));
}

const draft7 = (schema: z.ZodType) =>
  z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) as {
    readonly properties: Readonly<Record<string, { readonly properties: object }>>;
  };

/** The chart's `values.schema.json`. */
export async function chartSchema(): Promise<string> {
  const schemas = await configSchemas();
  const settings = Object.fromEntries([...schemas].map(([name, schema]) => [name, settingsObject(schema)]));
  const inputs = [...schemas.values()].flatMap((schema) => Object.entries(propertiesOf(schema, 'input')));
  const secrets = [...new Set(inputs.filter(([, property]) => isSecret(property)).map(([name]) => name))];
  const known = Object.assign(
    {},
    ...Object.values(settings).map((object) => object.properties),
  ) as Properties;
  const addresses = ['OPENSEARCH_URL', 'SCHEMA_REGISTRY_URL', 'KAFKA_SASL_USERNAME'];

  const shape = draft7(valuesShape);
  const extended = (name: string, more: object) => {
    const part = shape.properties[name];
    return { ...part, properties: { ...part?.properties, ...more } };
  };
  const fields = Object.keys(draft7(workload).properties);
  const common = fields.map((field) => [field, { $ref: `#/properties/defaults/properties/${field}` }]);
  const services = [...schemas.keys()]
    .filter((name) => name !== 'setup')
    .map((name) => [
      name,
      {
        type: 'object',
        additionalProperties: false,
        properties: { ...Object.fromEntries(common), settings: { $ref: `#/definitions/${name}` } },
      },
    ]);
  return JSON.stringify({
    ...shape,
    title: 'Values of the Throughline chart; made from the code by `npm run generate`',
    properties: {
      ...shape.properties,
      secrets: extended('secrets', {
        more: {
          type: 'array',
          items: { enum: addresses },
          description: 'Settings that the Secret holds too',
        },
        values: {
          type: 'object',
          additionalProperties: false,
          properties: Object.fromEntries(
            [...secrets, ...addresses].map((name) => [name, { type: 'string' }]),
          ),
        },
      }),
      settings: {
        type: 'object',
        additionalProperties: false,
        description: 'Settings of all services; each is given those that it reads',
        properties: known,
      },
      services: {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(services),
      },
      setup: extended('setup', { settings: { $ref: '#/definitions/setup' } }),
    },
    definitions: settings,
  });
}
