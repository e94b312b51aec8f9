import { globSync } from 'node:fs';
import { referenceOf } from '@throughline/service-kit';
import { z } from 'zod';

const root = new URL('../../', import.meta.url);

/** The page `docs/settings.md`: every environment variable of every service. */
export async function settingsPage(): Promise<string> {
  const files = globSync('services/*/src/config.ts', { cwd: root }).sort();
  const sections: string[] = [];
  for (const file of files) {
    const service = file.split('/')[1] ?? '';
    const module = (await import(new URL(file, root).href)) as Record<string, unknown>;
    const schema = Object.values(module).find((value) => value instanceof z.ZodObject);
    if (schema === undefined) throw new Error(`${file} exports no schema`);
    sections.push(`## ${service}\n\n${referenceOf(schema)}\n`);
  }
  return `# Settings

Each service reads its settings from the environment, once, when it starts; what is wrong or missing is listed whole and ends it.
This page is made from the code by \`npm run generate\`; a test keeps the two equal. Sources, destinations and rules are no
settings: they are kept in PostgreSQL and changed in the console or by its API.

${sections.join('\n')}`;
}
