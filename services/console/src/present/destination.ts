import type { Destination } from '@throughline/connections';
import type { ErrorDefinition } from '@throughline/errors';
import { ledgerErrors, type ConnectionStats, type JobError } from '@throughline/ledger';
import { destinationErrors } from '@throughline/platforms/destinations';
import type { DestinationError, DestinationItem } from '../api/connections.ts';
import { momentOf } from '../api/shapes.ts';
import { MASK } from './masking.ts';

const unknown: Pick<ErrorDefinition, 'message' | 'action'> = {
  message: 'It could not be written.',
  action: 'Look at the record in the destination, then retry or skip it.',
};

/** What a code means and what to do about it. */
function sentencesOf(code: string | null): { code: string; message: string; action: string } {
  const known =
    code === null
      ? undefined
      : (destinationErrors.definitions.get(code) ?? ledgerErrors.definitions.get(code));
  const { message, action } = known ?? unknown;
  return { code: code ?? 'destination.unknown', message, action };
}

function pauseOf({ paused }: Destination, stats: ConnectionStats | undefined): DestinationItem['pausedFor'] {
  if (paused !== undefined)
    return { ...sentencesOf(paused.code), until: paused.until === undefined ? null : momentOf(paused.until) };
  if (stats === undefined || stats.blockedUntil === null) return null;
  return { ...sentencesOf(stats.blockedCode), until: stats.blockedUntil.toISOString() };
}

export function destinationItemOf(
  destination: Destination,
  stats: ConnectionStats | undefined,
): DestinationItem {
  const pausedFor = pauseOf(destination, stats);
  const secrets = Object.keys(destination.credentials).map((name) => [name, MASK]);
  return {
    id: destination.id,
    platform: destination.platform,
    name: destination.name,
    state: !destination.enabled ? 'disabled' : pausedFor === null ? 'active' : 'paused',
    pausedFor,
    settings: { ...destination.options, ...Object.fromEntries(secrets) },
    createdAt: momentOf(destination.createdAt),
    pending: stats?.pending ?? 0,
    waiting: stats?.waiting ?? 0,
    written: stats?.records ?? 0,
    openErrors: stats?.failed ?? 0,
  };
}

export const destinationErrorOf = (job: JobError): DestinationError => ({
  id: job.id,
  record: job.record,
  ...sentencesOf(job.code),
  vendorMessage: job.vendorMessage,
  customers: [...job.customers],
  attempts: job.attempt,
  failedAt: job.changedAt.toISOString(),
});
