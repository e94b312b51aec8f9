import { migrations as audience } from '@throughline/audience';
import { migrations as connections } from '@throughline/connections';
import type { Migrations } from '@throughline/database';
import { migrations as following } from '@throughline/following';
import { migrations as identity } from '@throughline/identity';
import { migrations as ledger } from '@throughline/ledger';
import { migrations as raw } from '@throughline/raw';
import { migrations as scoring } from '@throughline/scoring';

/** A schema that one service alone uses lies in its folder; packages import no service, so it is named by its path. */
const ofService = (service: string, schema: string): Migrations => ({
  schema,
  directory: new URL(`../../../services/${service}/migrations/`, import.meta.url),
});

/** Every PostgreSQL schema. Their order does not matter: none refers to another. */
export const domains: readonly Migrations[] = [
  raw,
  connections,
  ofService('ingest-edge', 'edge'),
  following,
  identity,
  scoring,
  ledger,
  audience,
  ofService('console', 'console'),
];
