import { referenceOf } from '@throughline/service-kit';
import { configSchemas } from './chart.ts';

/** The page `docs/settings.md`: every environment variable of every service and of setup. */
export async function settingsPage(): Promise<string> {
  const sections = Array.from(
    await configSchemas(),
    ([name, schema]) => `## ${name}\n\n${referenceOf(schema)}\n`,
  );
  return `# Settings

Each service, and setup before them, reads its settings from the environment, once, when it starts; what is wrong or
missing is listed whole and ends it. This page is made from the code by \`npm run generate\`; a test keeps the two equal.
Sources, destinations and rules are no settings: they are kept in PostgreSQL and changed in the console or by its API.

${sections.join('\n')}`;
}
