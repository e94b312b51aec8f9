/** What we read of the JSON Schema of a platform's settings. */
interface Property {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: ReadonlyArray<string>;
}

type Schema = Readonly<Record<string, unknown>>;

const propertiesOf = (schema: Schema): ReadonlyArray<readonly [string, Property]> =>
  Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, Property>>);

const requiredOf = (schema: Schema): ReadonlyArray<unknown> =>
  Array.isArray(schema['required']) ? schema['required'] : [];

const spaced = (name: string): string => {
  const words = name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

function valueOf(property: Property, text: string): unknown {
  if (property.type === 'number' || property.type === 'integer') return Number(text);
  if (property.type === 'boolean') return text === 'true';
  if (property.type === 'array' || property.type === 'object') {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  return text;
}

/** The settings as the form has them; what was left empty is left out. */
export function settingsFrom(schema: Schema, data: FormData): Readonly<Record<string, unknown>> {
  const settings: Record<string, unknown> = {};
  for (const [name, property] of propertiesOf(schema)) {
    const text = data.get(`settings.${name}`);
    if (typeof text === 'string' && text !== '') settings[name] = valueOf(property, text);
  }
  return settings;
}

interface SettingsFieldsProps {
  readonly schema: Schema;
  readonly secrets: ReadonlyArray<string>;
}

export function SettingsFields({ schema, secrets }: SettingsFieldsProps) {
  const required = requiredOf(schema);
  return propertiesOf(schema).map(([name, property]) => (
    <label key={name} className="block">
      <span className="mb-1.5 block font-medium">
        {spaced(name)}
        {!required.includes(name) && (
          <span className="ml-1.5 text-[13px] font-normal text-ink-faint">optional</span>
        )}
      </span>
      <input
        name={`settings.${name}`}
        className="field"
        type={secrets.includes(name) ? 'password' : 'text'}
        autoComplete="off"
        required={required.includes(name)}
        placeholder={property.type === 'array' || property.type === 'object' ? 'JSON' : undefined}
      />
      {property.description !== undefined && (
        <span className="mt-1 block text-[13px] text-ink-soft">{property.description}</span>
      )}
    </label>
  ));
}
