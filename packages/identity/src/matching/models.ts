import { createMatcher, readModel } from '@throughline/matching';
import type { Matcher, Model } from '@throughline/matching';
import { sql } from 'kysely';
import type { Executor } from '../store/reading.ts';

export interface KnownModel {
  readonly version: number;
  readonly matcher: Matcher;
}

/** Models of before are kept for those who ask how a link was found. */
const KEPT = 10;

interface ModelReader {
  /** The latest model, read once each; undefined where there is none, or it is of another version of the library. */
  latest(database: Executor): Promise<KnownModel | undefined>;
}

export function createModelReader(): ModelReader {
  let known: { readonly version: number; readonly model: KnownModel | undefined } = {
    version: 0,
    model: undefined,
  };
  return {
    latest: async (database) => {
      const { rows } = await sql<{ version: number; model: unknown }>`
        select version, case when version <> ${known.version} then model end as model from identity.matching_models
        order by version desc limit 1`.execute(database);
      const [row] = rows;
      if (!row) return undefined;
      if (row.version !== known.version) {
        const model = readModel(row.model);
        known = {
          version: row.version,
          model: model && { version: row.version, matcher: createMatcher(model) },
        };
      }
      return known.model;
    },
  };
}

export async function keepModel(trx: Executor, model: Model, customers: number): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    insert into identity.matching_models (model, customers) values (${JSON.stringify(model)}, ${customers})
    returning version`.execute(trx);
  const version = rows[0]?.version ?? 0;
  await sql`delete from identity.matching_models where version <= ${version - KEPT}`.execute(trx);
  return version;
}

export interface ModelShown {
  readonly version: number;
  /** Epoch milliseconds. */
  readonly trainedAt: number;
  readonly records: number;
  readonly pairs: number;
  /** How many could be compared when it was learnt. */
  readonly customers: number;
  /** Of which version of the library. */
  readonly format: number;
}

export async function describeModel(database: Executor): Promise<ModelShown | undefined> {
  const { rows } = await sql<Omit<ModelShown, 'trainedAt'> & { trainedAt: Date }>`
    select version, trained_at as "trainedAt", customers, (model #>> '{training,records}')::int as records,
      (model #>> '{training,pairs}')::int as pairs, (model ->> 'version')::int as format
    from identity.matching_models order by version desc limit 1`.execute(database);
  const [row] = rows;
  return row && { ...row, trainedAt: row.trainedAt.getTime() };
}
