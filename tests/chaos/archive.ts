import type { Rig } from '../rig.ts';

/** What the archive holds, read from OpenSearch itself rather than through our own code. */
export interface Archived {
  /** How many documents there are of each interaction. */
  readonly documents: ReadonlyMap<string, number>;
  /** Digests of raw records that documents cite and the archive lacks. */
  readonly missingRaw: ReadonlyArray<string>;
}

interface Hits<Source> {
  readonly hits: {
    readonly hits: ReadonlyArray<{
      readonly _id: string;
      readonly _source: Source;
      readonly sort: unknown[];
    }>;
  };
}

const PAGE = 5_000;

const openSearchOf = ({ system }: Rig) => {
  const { OPENSEARCH_URL: url = '', OPENSEARCH_INDEX_PREFIX: prefix = '' } = system.environment;
  const post = async <T>(path: string, body: object): Promise<T> => {
    const response = await fetch(`${url}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  return { prefix, post };
};

/** How many documents are found now; cheap, for waiting. */
export async function countDocuments(rig: Rig): Promise<number> {
  const { prefix, post } = openSearchOf(rig);
  return (await post<{ count: number }>(`${prefix}-interactions/_count?ignore_unavailable=true`, {})).count;
}

export async function readArchive(rig: Rig): Promise<Archived> {
  const { prefix, post } = openSearchOf(rig);
  await post(`${prefix}-*/_refresh`, {});
  const documents = new Map<string, number>();
  const digests = new Set<string>();
  let after: unknown[] | undefined;
  for (;;) {
    const page = await post<Hits<{ interactionId: string; provenance: { digest: string } }>>(
      `${prefix}-interactions/_search`,
      {
        size: PAGE,
        _source: ['interactionId', 'provenance.digest'],
        sort: [{ interactionId: 'asc' }, { documentId: 'asc' }],
        ...(after === undefined ? {} : { search_after: after }),
      },
    );
    for (const hit of page.hits.hits) {
      documents.set(hit._source.interactionId, (documents.get(hit._source.interactionId) ?? 0) + 1);
      digests.add(hit._source.provenance.digest);
    }
    after = page.hits.hits.at(-1)?.sort;
    if (page.hits.hits.length < PAGE) break;
  }
  const missingRaw: string[] = [];
  const all = [...digests];
  for (let start = 0; start < all.length; start += PAGE) {
    const some = all.slice(start, start + PAGE);
    const page = await post<Hits<unknown>>(`${prefix}-raw/_search`, {
      size: PAGE,
      _source: false,
      query: { ids: { values: some } },
    });
    const found = new Set(page.hits.hits.map((hit) => hit._id));
    missingRaw.push(...some.filter((digest) => !found.has(digest)));
  }
  return { documents, missingRaw };
}
