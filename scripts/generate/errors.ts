import { globSync } from 'node:fs';
import type { ErrorDefinition } from '@throughline/errors';

const root = new URL('../../', import.meta.url);

const hasDefinitions = (value: unknown): value is { definitions: ReadonlyMap<string, ErrorDefinition> } =>
  typeof value === 'object' && value !== null && 'definitions' in value && value.definitions instanceof Map;

/** Every error of every room, by code: each `errors.ts` exports its family. */
export async function errorDefinitions(): Promise<ReadonlyMap<string, ErrorDefinition>> {
  const files = globSync('{packages,services}/*/src/**/*errors.ts', { cwd: root }).sort();
  const all = new Map<string, ErrorDefinition>();
  for (const file of files) {
    const module = (await import(new URL(file, root).href)) as Record<string, unknown>;
    for (const value of Object.values(module)) {
      if (!hasDefinitions(value)) continue;
      for (const [code, definition] of value.definitions) all.set(code, definition);
    }
  }
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The page `docs/errors.md`. */
export async function errorPage(): Promise<string> {
  const sections = [...(await errorDefinitions())].map(([code, definition]) => {
    const facts = [
      ...(definition.status === undefined ? [] : [`HTTP ${definition.status}`]),
      definition.retryable ? 'tried again by itself' : 'not tried again',
    ];
    return `## ${code}\n\n${definition.message} (${facts.join(', ')})\n\nWhat to do: ${definition.action}\n`;
  });
  return `# Errors

Every error that Throughline raises on purpose has a code that does not change. It stands in HTTP answers, in the headers of dead
letters, in the log and in the console. This page is made from the code by \`npm run generate\`; a test keeps the two equal.

${sections.join('\n')}`;
}
