/** What we read of the JSON Schema of a platform's settings. */
interface Property {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: ReadonlyArray<string>;
  readonly default?: unknown;
  readonly items?: { readonly type?: string };
}

type Schema = Readonly<Record<string, unknown>>;
type Settings = Readonly<Record<string, unknown>>;

export const propertiesOf = (schema: Schema): ReadonlyArray<readonly [string, Property]> =>
  Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, Property>>);

export const requiredOf = (schema: Schema): ReadonlyArray<unknown> =>
  Array.isArray(schema['required']) ? schema['required'] : [];

/** `signingSecret` as people read it. */
export const spaced = (name: string): string => {
  const words = name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return (words.charAt(0).toUpperCase() + words.slice(1)).replaceAll(/\b(api|url|id|jwt)\b/gi, (word) =>
    word.toUpperCase(),
  );
};

const isTextList = ({ type, items }: Property): boolean => type === 'array' && items?.type === 'string';

function valueOf(property: Property, text: string): unknown {
  if (property.type === 'number' || property.type === 'integer') return Number(text);
  if (property.type === 'boolean') return text === 'true';
  if (isTextList(property) && !text.trimStart().startsWith('['))
    return text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  if (property.type === 'array' || property.type === 'object') {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  return text;
}

function textOf(property: Property, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  return isTextList(property) && Array.isArray(value) ? value.join(', ') : JSON.stringify(value);
}

/** The settings as the form has them; what was left empty is left out. */
export function settingsFrom(schema: Schema, data: FormData): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const [name, property] of propertiesOf(schema)) {
    const text = data.get(`settings.${name}`);
    if (typeof text === 'string' && text.trim() !== '') settings[name] = valueOf(property, text.trim());
  }
  return settings;
}

interface FieldProps {
  readonly name: string;
  readonly property: Property;
  readonly value: unknown;
  readonly secret: boolean;
  readonly required: boolean;
  /** Shown below, where the schema says nothing of it. */
  readonly hint?: string | undefined;
}

function Field({ name, property, value, secret, required, hint }: FieldProps) {
  const choices = property.type === 'boolean' ? ['true', 'false'] : property.enum;
  const usual = textOf(property, property.default);
  const shared = { name: `settings.${name}`, className: 'field', required };
  const description = property.description ?? hint;
  return (
    <label className="block">
      <span className="mb-1.5 block font-medium">
        {spaced(name)}
        {!required && <span className="ml-1.5 text-[13px] font-normal text-ink-faint">optional</span>}
      </span>
      {choices === undefined ? (
        <input
          {...shared}
          type={secret ? 'password' : 'text'}
          autoComplete="off"
          spellCheck={false}
          defaultValue={secret ? undefined : textOf(property, value)}
          placeholder={usual || (isTextList(property) ? 'Separated by commas' : undefined)}
        />
      ) : (
        <select {...shared} defaultValue={textOf(property, value)}>
          <option value="">{usual === '' ? '' : `${sentenceOf(usual)} (usual)`}</option>
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {sentenceOf(choice)}
            </option>
          ))}
        </select>
      )}
      {description !== undefined && (
        <span className="mt-1 block text-[13px] text-ink-soft">{description}</span>
      )}
    </label>
  );
}

const sentenceOf = (choice: string): string =>
  choice === 'true' ? 'Yes' : choice === 'false' ? 'No' : spaced(choice);

interface SettingsFieldsProps {
  readonly schema: Schema;
  readonly names: ReadonlyArray<string>;
  readonly secrets: ReadonlyArray<string>;
  /** Those that have to be filled in. */
  readonly required: ReadonlyArray<string>;
  readonly values?: Settings;
  readonly hintOf?: (name: string) => string | undefined;
}

/** Fields for some of a platform's settings. */
export function SettingsFields({ schema, names, secrets, required, values, hintOf }: SettingsFieldsProps) {
  return propertiesOf(schema)
    .filter(([name]) => names.includes(name))
    .map(([name, property]) => (
      <Field
        key={name}
        name={name}
        property={property}
        value={values?.[name]}
        secret={secrets.includes(name)}
        required={required.includes(name)}
        hint={hintOf?.(name)}
      />
    ));
}
