import type { Source, SourceDirectory } from '@throughline/connections';
import type { HttpRequest, Platform } from '@throughline/platforms';
import type { Kit } from '@throughline/service-kit';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { writeFailure, writeReply } from './answer.ts';
import { readBody, type ByteBudget } from './body.ts';
import { edgeErrors } from './errors.ts';
import { createEdgeMetrics, requestFailed, serviceUnavailable } from './events.ts';
import type { Intake } from './intake.ts';
import { platformOf, refreshedIfStale } from './verification.ts';

export interface ReceiverDeps {
  readonly intake: Intake;
  readonly budget: ByteBudget;
  readonly publicUrlOf: (request: IncomingMessage) => string;
  readonly kit: Kit;
}

export interface Located {
  readonly source: Source;
  readonly platform: Platform;
}

/** What a way in does before the common path: finds the source, by the URL or by a key, reading the body where it must. */
export type Locate = (request: IncomingMessage, read: (limit: number) => Promise<Buffer>) => Promise<Located>;

const MS_BETWEEN_WARNINGS = 10_000;
/** By which vendors ask whether the URL is ours, besides the methods of their deliveries. */
const HANDSHAKE_METHODS = new Set(['GET', 'HEAD']);

/** The common path of every request: source, method, body, intake, answer, count. */
export function createReceiver({ intake, budget, publicUrlOf, kit }: ReceiverDeps) {
  const metrics = createEdgeMetrics(kit.metrics, () => budget.used);
  let warnedAt = -Infinity;

  const fail = (response: ServerResponse, thrown: unknown): string => {
    const { error, requestId } = writeFailure(response, thrown);
    if (error.status === 500) kit.metrics.observe(requestFailed({}, { detail: { requestId, err: error } }));
    if (error.status === 503 && performance.now() - warnedAt > MS_BETWEEN_WARNINGS) {
      warnedAt = performance.now();
      kit.metrics.observe(serviceUnavailable({ code: error.code }, { detail: { requestId, err: error } }));
    }
    return error.code;
  };

  /** Never rejects: whatever happens is answered and counted. */
  return async function receive(
    request: IncomingMessage,
    response: ServerResponse,
    locate: Locate,
  ): Promise<void> {
    const startedAt = performance.now();
    metrics.inflight(1);
    let label = 'unknown';
    let body: Buffer | undefined;
    let outcome: string;
    const read = async (limit: number) => (body ??= await readBody(request, limit, budget));
    try {
      const { source, platform } = await locate(request, read);
      const { manifest } = platform;
      label = manifest.id;
      const method = request.method ?? '';
      if (
        !manifest.methods.includes(method) &&
        (platform.source.handshake === undefined || !HANDSHAKE_METHODS.has(method))
      ) {
        throw edgeErrors.methodNotAllowed({ detail: { allow: manifest.methods.join(', ') } });
      }
      const delivery: HttpRequest = {
        method,
        url: publicUrlOf(request),
        headers: request.headers as HttpRequest['headers'],
        body: await read(manifest.maxBodyBytes),
      };
      const accepted = await intake(source, platform, delivery);
      writeReply(response, accepted.reply);
      outcome = accepted.outcome;
    } catch (error) {
      outcome = fail(response, error);
    }
    if (body !== undefined) budget.give(body.length);
    metrics.inflight(-1);
    metrics.request(label, outcome, (performance.now() - startedAt) / 1000);
  };
}

/**
 * Finds a source in the copy, after a refresh where the copy is too old to say that there is none.
 * @throws edge.settings-stale, or what `missing` makes
 */
export async function locateSource(
  directory: SourceDirectory,
  find: () => Source | undefined,
  missing: () => Error,
): Promise<Located> {
  const source = await refreshedIfStale(directory, find, (found) => found === undefined);
  const platform = source && platformOf(source);
  if (source === undefined || platform === undefined) throw missing();
  return { source, platform };
}
