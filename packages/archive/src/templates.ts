import type { Names } from './names.ts';

/** Raise it whenever a template changes. Only additions of fields reach indices that exist already. */
export const TEMPLATE_VERSION = 2;

/** `icu` where the cluster has the ICU analysis plugin, else `standard`, which cannot cut Thai, Lao or Khmer into words. */
export type AnalysisKind = 'icu' | 'standard';

export interface IndexSettings {
  /** Primary shards per month; 1 carries tens of gigabytes. */
  readonly shards: number;
  /** `auto_expand_replicas`: `0-1` gives a replica as soon as there is a second node. */
  readonly replicas: string;
  /** How soon a written interaction is found. */
  readonly refreshInterval: string;
}

export interface IndexTemplate {
  readonly name: string;
  readonly body: {
    readonly index_patterns: ReadonlyArray<string>;
    readonly priority: number;
    readonly version: number;
    readonly _meta: Readonly<Record<string, string>>;
    readonly template: {
      readonly settings: unknown;
      readonly mappings: { readonly properties?: unknown };
      readonly aliases: unknown;
    };
  };
}

const analysisOf = (kind: AnalysisKind) => ({
  analyzer: {
    words:
      kind === 'icu'
        ? { type: 'custom', tokenizer: 'icu_tokenizer', filter: ['icu_folding'] }
        : { type: 'custom', tokenizer: 'standard', filter: ['lowercase', 'asciifolding'] },
    // Written with pairs and single characters, searched by pairs: a single character still finds.
    cjk_pairs: {
      type: 'custom',
      tokenizer: 'standard',
      filter: ['cjk_width', 'lowercase', 'pairs_and_singles'],
    },
    cjk_search: { type: 'custom', tokenizer: 'standard', filter: ['cjk_width', 'lowercase', 'pairs'] },
  },
  filter: {
    pairs: { type: 'cjk_bigram' },
    pairs_and_singles: { type: 'cjk_bigram', output_unigrams: true },
  },
});

const words = { type: 'text', analyzer: 'words' };
/** Exact values. Over-long ones are kept, not indexed: Lucene refuses the whole document above 32,766 bytes. */
const exact = { type: 'keyword', ignore_above: 1024 };
/** Exact values that are only matched: no column for sorting or counting. */
const matched = { type: 'keyword', ignore_above: 512, doc_values: false, norms: false };
const kept = { type: 'object', enabled: false };

/** Fields that are not named are kept in the document and cost nothing: a new field of the schema never breaks the archive. */
const interactionMappings = {
  dynamic: false,
  properties: {
    interactionId: exact,
    documentId: exact,
    revision: { type: 'long', index: false },
    reading: { type: 'integer', index: false },
    platform: exact,
    sourceId: exact,
    channel: exact,
    kind: exact,
    direction: exact,
    state: exact,
    occurredAt: { type: 'date', format: 'epoch_millis' },
    conversationId: matched,
    anchors: matched,
    terms: matched,
    phones: matched,
    subject: words,
    text: words,
    quotedText: words,
    cjk: { type: 'text', analyzer: 'cjk_pairs', search_analyzer: 'cjk_search' },
    participants: { properties: { name: words, identifiers: kept, traits: kept } },
    attachments: { properties: { name: words } },
    properties: kept,
    anchorDetails: kept,
    consents: kept,
    provenance: kept,
  },
};

/** The templates of a prefix. Monthly indices are made by the first write into them, with their alias. */
export function templatesOf(
  names: Names,
  kind: AnalysisKind,
  settings: IndexSettings,
): ReadonlyArray<IndexTemplate> {
  const template = (
    alias: string,
    pattern: string,
    own: object,
    mappings: IndexTemplate['body']['template']['mappings'],
  ) => ({
    name: alias,
    body: {
      index_patterns: [pattern],
      priority: 200,
      version: TEMPLATE_VERSION,
      _meta: { analysis: kind, managedBy: 'throughline' },
      template: {
        settings: {
          index: {
            number_of_shards: settings.shards,
            auto_expand_replicas: settings.replicas,
            ...own,
          },
        },
        mappings,
        aliases: { [alias]: {} },
      },
    },
  });
  return [
    template(
      names.interactions,
      names.interactionsOf('*'),
      {
        refresh_interval: settings.refreshInterval,
        // By default a refresh waits up to ten seconds for merges that it begins: what came just now would be found after them.
        'merge_on_flush.enabled': false,
        analysis: analysisOf(kind),
      },
      interactionMappings,
    ),
    // A raw record is read by its id, which needs no refresh; nothing of it is indexed.
    template(names.raw, names.rawOf('*'), { refresh_interval: '30s', codec: 'best_compression' }, {
      enabled: false,
    } as IndexTemplate['body']['template']['mappings']),
  ];
}
