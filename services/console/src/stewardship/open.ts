import type { Database } from '@throughline/database';
import {
  createMatching,
  createStewardship,
  type IdentityEncoders,
  type IdentityTables,
  type Matching,
  type Stewardship,
} from '@throughline/identity';
import type { Customer, IdentifierAssignment, IdentityChange } from '@throughline/schemas';
import type { Codecs } from '@throughline/streams';

type Announcing = 'execute' | 'resolveConflict' | 'erase' | 'applyRules';

/** What needs nothing but the database: reading and previewing go on while the schema registry is away. */
type StewardshipReads = Omit<Stewardship, Announcing>;

export interface Stewards {
  readonly reads: StewardshipReads;
  /** What announces itself, and so needs the schemas' ids. @throws streams.registry-away, streams.schema-not-registered */
  orders(): Promise<Stewardship>;
  /** @throws streams.registry-away, streams.schema-not-registered */
  encoders(): Promise<IdentityEncoders>;
}

export interface Matches {
  readonly reads: Pick<Matching, 'suggestions' | 'status'>;
  /** @throws streams.registry-away, streams.schema-not-registered */
  orders(): Promise<Matching>;
}

/** Called only where no order was given: `reads` has none. */
const silent = {
  encode: (): Buffer => {
    throw new Error('what only reads announces nothing');
  },
};

const announcesNothing: IdentityEncoders = { customers: silent, identifiers: silent, identity: silent };

/** People's orders over identity's own tables; what they announce leaves through identity's outbox. */
export function openStewards(database: Database<IdentityTables>, codecs: Codecs): Stewards {
  const encoders = async (): Promise<IdentityEncoders> => {
    const [customers, identifiers, identity] = await Promise.all([
      codecs.of<Customer>('customers'),
      codecs.of<IdentifierAssignment>('customers.identifiers'),
      codecs.of<IdentityChange>('customers.identity'),
    ]);
    return { customers, identifiers, identity };
  };
  return {
    reads: createStewardship({ database, encoders: announcesNothing }),
    encoders,
    orders: async () => createStewardship({ database, encoders: await encoders() }),
  };
}

/** What probability says, over the same tables. */
export const openMatches = (
  database: Database<IdentityTables>,
  { encoders }: Pick<Stewards, 'encoders'>,
): Matches => ({
  reads: createMatching({ database, encoders: announcesNothing }),
  orders: async () => createMatching({ database, encoders: await encoders() }),
});
