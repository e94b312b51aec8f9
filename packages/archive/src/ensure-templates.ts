import { ask, type Transport } from './client.ts';
import type { Names } from './names.ts';
import {
  TEMPLATE_VERSION,
  templatesOf,
  type AnalysisKind,
  type IndexSettings,
  type IndexTemplate,
} from './templates.ts';

interface Installed {
  readonly index_templates?: ReadonlyArray<{
    readonly index_template: {
      readonly version?: number;
      readonly _meta?: Readonly<Record<string, unknown>>;
    };
  }>;
}

/** Asks the cluster to use the plugin, rather than for its list of plugins, which managed offerings often refuse to show. */
async function analysisKindOf(send: Transport): Promise<AnalysisKind> {
  const body = { tokenizer: 'icu_tokenizer', filter: ['icu_folding'], text: 'a' };
  const { status } = await ask(send, { method: 'POST', path: '/_analyze', body }, [400]);
  return status === 200 ? 'icu' : 'standard';
}

async function isCurrent(send: Transport, { name, body }: IndexTemplate): Promise<boolean> {
  const found = await ask(send, { method: 'GET', path: `/_index_template/${name}` }, [404]);
  const installed = (found.body as Installed).index_templates?.[0]?.index_template;
  if (installed === undefined) return false;
  const version = installed.version ?? 0;
  // During a rolling upgrade the newer release's templates stay.
  if (version > TEMPLATE_VERSION) return true;
  return version === TEMPLATE_VERSION && installed._meta?.['analysis'] === body._meta['analysis'];
}

/** Months that exist learn new fields; how they analyse text stays as it was when they began. */
async function addFields(send: Transport, { name, body }: IndexTemplate): Promise<void> {
  const { properties } = body.template.mappings;
  if (properties === undefined) return;
  await ask(send, { method: 'PUT', path: `/${name}/_mapping`, body: { properties } }, [404]);
}

/**
 * Installs the index templates where they are missing or older than ours. Safe to call by every replica at every start.
 * @returns which analysis new months get
 * @throws archive.store-away, archive.access-refused or archive.request-refused
 */
export async function ensureTemplates(
  send: Transport,
  names: Names,
  settings: IndexSettings,
): Promise<AnalysisKind> {
  const kind = await analysisKindOf(send);
  for (const template of templatesOf(names, kind, settings)) {
    if (await isCurrent(send, template)) continue;
    await ask(send, { method: 'PUT', path: `/_index_template/${template.name}`, body: template.body });
    await addFields(send, template);
  }
  return kind;
}
