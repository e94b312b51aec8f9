import { platforms } from '@throughline/platforms';

/** The page `docs/platforms.md`: the catalogue. */
export function platformPage(): string {
  const sections = platforms.all().map(({ manifest }) => {
    const facts = [
      `family \`${manifest.family}\``,
      `proven by ${manifest.authentication}`,
      ...(manifest.toleranceSeconds === undefined ? [] : [`tolerance ${manifest.toleranceSeconds} s`]),
      `up to ${manifest.maxBodyBytes / 1024} KiB`,
    ];
    const steps = manifest.steps.map((step, index) => `${index + 1}. ${step}`);
    return `## ${manifest.name} (\`${manifest.id}\`)

${facts.join(', ')}. Captures: ${manifest.captures.join('; ')}.

${steps.join('\n')}

More: [packages/platforms/src/${manifest.id}](../packages/platforms/src/${manifest.id}/README.md)
`;
  });
  return `# Platforms

What can be connected, and how. Made from the manifests by \`npm run generate\`; a test keeps the two equal.

${sections.join('\n')}`;
}
