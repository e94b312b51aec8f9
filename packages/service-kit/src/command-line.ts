import { CodedError } from '@throughline/errors';
import { z } from 'zod';
import { loadConfig } from './config.ts';

/** EX_CONFIG of sysexits.h: started again, it would fail again. */
const EX_CONFIG = 78;

interface Variable {
  readonly name: string;
  readonly required: boolean;
  readonly fallback: string | undefined;
  readonly description: string;
}

function variablesOf(schema: z.ZodType): ReadonlyArray<Variable> {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, property]) => {
    const { description = '', default: fallback }: { description?: string; default?: unknown } =
      Object(property);
    return {
      name,
      required: required.includes(name) && fallback === undefined,
      fallback: fallback === undefined || typeof fallback === 'string' ? fallback : JSON.stringify(fallback),
      description,
    };
  });
}

/** The environment variables that a process reads, one a line: for `--help`. */
export function helpOf(name: string, schema: z.ZodType): string {
  const lines = variablesOf(schema).map(({ name: variable, required, fallback, description }) => {
    const note = required ? ' (required)' : fallback === undefined || fallback === '' ? '' : ` [${fallback}]`;
    return `  ${variable}${note}\n      ${description}`;
  });
  return `${name} takes no arguments. It reads these environment variables:\n\n${lines.join('\n')}\n`;
}

/**
 * The configuration of a process that was just started. `--help` prints what it reads; what is wrong is said in plain lines,
 * without values, and the process ends with status 78.
 */
export function configure<Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> {
  if (process.argv.includes('--help')) {
    process.stdout.write(helpOf(name, schema));
    process.exit(0);
  }
  try {
    return loadConfig(schema, process.env);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const problems = Array.isArray(error.detail['problems']) ? error.detail['problems'].map(String) : [];
    process.stderr.write(
      `${name} cannot start: ${error.message}\n${problems.map((problem) => `  - ${problem}\n`).join('')}` +
        `Set what is named and start it again; --help lists every variable. (${error.code})\n`,
    );
    process.exit(EX_CONFIG);
  }
}
