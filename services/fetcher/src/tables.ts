import type { Generated } from 'kysely';

/** The tables of the schema `fetcher`. */
export interface FetcherTables {
  jobs: {
    source_id: string;
    object_type: string;
    object_id: string;
    platform: string;
    family: string;
    change: string;
    parameters: Record<string, string>;
    lane: string;
    requested_at: number;
    digest: string;
    delivery_id: string;
    generation: Generated<number>;
    state: Generated<string>;
    attempt: Generated<number>;
    due_at: Generated<Date>;
    leased_until: Date | null;
    error_code: string | null;
    content_hash: string | null;
    fetched_at: Date | null;
  };
}
