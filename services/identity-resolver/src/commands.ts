import type { Command, Stewardship } from '@throughline/identity';
import type { IdentityCommand } from '@throughline/schemas';
import type { Metrics } from '@throughline/service-kit';
import { drop, each, ok } from '@throughline/streams';
import type { BatchStep, Decoded } from '@throughline/streams';
import { resolverErrors } from './errors.ts';
import { commandExecuted } from './events.ts';

interface Deps {
  readonly stewardship: Pick<Stewardship, 'execute' | 'erase'>;
  readonly metrics: Metrics;
}

const invalid = (missing: string) => resolverErrors.commandInvalid({ detail: { missing } });

function required(value: string | null, name: string): string {
  if (value === null || value === '') throw invalid(name);
  return value;
}

/**
 * Reads a command as its record says it.
 * @throws resolver.command-invalid
 */
function commandOf(record: IdentityCommand): Command | { kind: 'erase'; customerId: string } {
  const pairs = record.pairs.map(
    ({ one, other }) => [required(one, 'pairs.one'), required(other, 'pairs.other')] as const,
  );
  const { kind } = record;
  switch (kind) {
    case 'link':
    case 'never-link':
      if (pairs.length === 0) throw invalid('pairs');
      return { kind, pairs };
    case 'cut': {
      const [edge, ...others] = pairs;
      if (edge === undefined || others.length > 0) throw invalid('pairs');
      return { kind, edge };
    }
    case 'cut-identifier':
    case 'mark-shared':
    case 'unmark-shared':
    case 'block':
      return { kind, identifier: required(record.identifier, 'identifier') };
    case 'reassign':
      if (record.at === null) throw invalid('at');
      return { kind, identifier: required(record.identifier, 'identifier'), at: record.at };
    case 'undo':
      return { kind, command: required(record.undoes, 'undoes') };
    case 'erase':
      return { kind, customerId: required(record.customerId, 'customerId') };
    default:
      throw invalid('kind');
  }
}

/**
 * Executes commands, those of one key in order. The same commandId again is answered by what it came to and changes nothing;
 * what cannot be done is dead-lettered with its code. Who ordered it is what the stream says, and is kept as such.
 */
export function executeCommands({ stewardship, metrics }: Deps): BatchStep<Decoded<IdentityCommand>> {
  return each(async function executed({ content }) {
    if (content === null) return drop('no-content');
    const command = commandOf(content);
    const authority = {
      commandId: required(content.commandId, 'commandId'),
      by: `stream:${required(content.by, 'by')}`,
      ...(content.reason === null ? {} : { reason: content.reason }),
    };
    if (command.kind === 'erase') await stewardship.erase(command.customerId, authority);
    else await stewardship.execute(command, authority);
    metrics.observe(commandExecuted({ kind: command.kind }));
    return ok();
  });
}
