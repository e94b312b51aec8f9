import { defineErrors } from '@throughline/errors';

export const identityErrors = defineErrors('identity', {
  overtaken: {
    retryable: true,
    status: 503,
    message: 'Other resolvers kept changing the same customers while this one worked.',
    action:
      'Nothing: the batch is tried again. If it lasts, look for one identifier that very many interactions share.',
  },
});

/**
 * Inside the package: more customers must be locked than were, and locking them now would be out of order, where two
 * resolvers can wait for each other. The transaction ends and the next locks them all at once.
 */
export class Outgrown extends Error {
  readonly customerIds: ReadonlyArray<string>;

  constructor(customerIds: ReadonlyArray<string>) {
    super('more customers must be locked');
    this.name = 'Outgrown';
    this.customerIds = customerIds;
  }
}
