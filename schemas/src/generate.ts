import { readdirSync, readFileSync } from 'node:fs';

interface Field {
  readonly name: string;
  readonly type: Schema;
  readonly doc?: string;
}
type Schema =
  | string
  | ReadonlyArray<Schema>
  | {
      readonly type: string;
      readonly name?: string;
      readonly doc?: string;
      readonly fields?: ReadonlyArray<Field>;
      readonly items?: Schema;
      readonly values?: Schema;
    };

const primitives: Readonly<Record<string, string>> = {
  string: 'string',
  int: 'number',
  long: 'number',
  double: 'number',
  float: 'number',
  boolean: 'boolean',
  bytes: 'Buffer',
  null: 'null',
};

const root = new URL('../', import.meta.url);

function typeScriptOf(schema: Schema, records: Map<string, string>): string {
  if (typeof schema === 'string') return primitives[schema] ?? schema.slice(schema.lastIndexOf('.') + 1);
  if (Array.isArray(schema)) {
    const [first, second] = schema.map((branch: Schema) => typeScriptOf(branch, records));
    return `${second} | ${first}`;
  }
  const node = schema as Exclude<Schema, string | ReadonlyArray<Schema>>;
  if (node.type === 'array') return `ReadonlyArray<${typeScriptOf(node.items ?? 'null', records)}>`;
  if (node.type === 'map') return `Readonly<Record<string, ${typeScriptOf(node.values ?? 'null', records)}>>`;
  if (node.type !== 'record') return typeScriptOf(node.type, records);
  const name = node.name ?? '';
  const lines = (node.fields ?? []).map((field) => {
    const doc = field.doc ? `  /** ${field.doc} */\n` : '';
    return `${doc}  readonly ${field.name}: ${typeScriptOf(field.type, records)};`;
  });
  records.set(name, `/** ${node.doc ?? name} */\nexport interface ${name} {\n${lines.join('\n')}\n}\n`);
  return name;
}

/** The text of `generated/types.ts` for the schemas as they are now. */
export function generateTypes(): string {
  const records = new Map<string, string>();
  const names = readdirSync(root)
    .filter((file) => file.endsWith('.avsc'))
    .sort();
  for (const file of names) {
    typeScriptOf(JSON.parse(readFileSync(new URL(file, root), 'utf8')) as Schema, records);
  }
  return `// Made from the .avsc files by \`npm run generate\`. Do not edit.\n\n${[...records.values()].join('\n')}`;
}
