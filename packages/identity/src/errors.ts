import { defineErrors } from '@throughline/errors';

export const identityErrors = defineErrors('identity', {
  overtaken: {
    retryable: true,
    status: 503,
    message: 'Other resolvers kept changing the same customers while this one worked.',
    action:
      'Nothing: the batch is tried again. If it lasts, look for one identifier that very many interactions share.',
  },
  identifierUnknown: {
    retryable: false,
    status: 404,
    message: 'No customer is known by this identifier.',
    action: 'Give the identifier as it is shown with the customer, type included.',
  },
  edgeUnknown: {
    retryable: false,
    status: 404,
    message: 'These two identifiers are not tied to each other.',
    action: 'Load the evidence again: it may have been cut meanwhile.',
  },
  customerUnknown: {
    retryable: false,
    status: 404,
    message: 'There is no such customer, or it was erased.',
    action: 'Search for the customer again.',
  },
  notLinkable: {
    retryable: false,
    status: 422,
    message: 'These identifiers cannot be linked by hand.',
    action: 'Link two different identifiers of persons, and lift the block of a blocked value first.',
  },
  commandReused: {
    retryable: false,
    status: 409,
    message: 'Another command has this id.',
    action: 'Give every command an id of its own; repeat the same command under the same id only.',
  },
  commandUnknown: {
    retryable: false,
    status: 404,
    message: 'There is no such command.',
    action: 'Give the id of a command from the list of commands.',
  },
  notReversible: {
    retryable: false,
    status: 409,
    message: 'This command cannot be undone.',
    action: 'An erasure is for good, and so is every command that named only who was erased.',
  },
  alreadyUndone: {
    retryable: false,
    status: 409,
    message: 'This command has been undone already.',
    action: 'To bring it back, undo the command that undid it.',
  },
  rulesInvalid: {
    retryable: false,
    status: 422,
    message: 'These rules cannot hold.',
    action:
      'Give limits as whole numbers above zero, sources among verified, record and claimed, a mode among off, suggest and link, and probabilities of which the one for linking is not the lower.',
  },
  notLearnt: {
    retryable: true,
    status: 503,
    message: 'No matching model could be learnt: the thread that does it ended early.',
    action:
      'Nothing: it is tried again, and the model of before goes on. If it lasts, give the process more memory.',
  },
  suggestionUnknown: {
    retryable: false,
    status: 404,
    message: 'There is no such suggestion, or it has been settled.',
    action: 'Load the suggestions again.',
  },
});

/** Inside the package: this must be done with nobody else writing. */
export class Alone extends Error {
  constructor() {
    super('must be alone');
    this.name = 'Alone';
  }
}

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
