import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { CodedError } from '@throughline/errors';
import { errorOfStatus, type Transport } from './client.ts';
import { archiveErrors } from './errors.ts';
import { createSemaphore } from './semaphore.ts';

const LINE_BREAK = 0x0a;

/** One write: its action line and its document, each JSON without line breaks and ended by one. */
export type Operation = Buffer;

/** As bytes from the first: text of this size would outlive two collections of garbage on its way, and be copied by each. */
export function operationOf(action: string, source: string): Operation {
  const lines = Buffer.allocUnsafe(Buffer.byteLength(action) + Buffer.byteLength(source) + 2);
  const end = lines.write(action);
  lines[end] = LINE_BREAK;
  lines.write(source, end + 1);
  lines[lines.length - 1] = LINE_BREAK;
  return lines;
}

/**
 * `unchanged`: the archive already had it, or something newer. `failed`: it never will be taken; the others are not
 * concerned. Whatever may succeed later is not told per item: the call throws, and doing it all again is harmless.
 */
export type ItemResult = 'stored' | 'unchanged' | { readonly failed: CodedError };

export interface BulkOptions {
  readonly send: Transport;
  /** Most documents and bytes (of UTF-8) in one request. */
  readonly maxDocuments: number;
  readonly maxBytes: number;
  /** Requests under way at once, over all callers. */
  readonly inFlight: number;
  /** How often a refused item or request is tried, and the first pause; each further pause doubles. */
  readonly attempts: number;
  readonly pauseMs: number;
}

export interface BulkCall {
  /** When aborted, what is not under way is not begun, and the call throws. */
  readonly signal?: AbortSignal;
}

export type Bulk = (
  count: number,
  operationAt: (index: number) => Operation | { readonly failed: CodedError },
  call?: BulkCall,
) => Promise<ReadonlyArray<ItemResult>>;

interface Item {
  readonly index: number;
  readonly operation: Operation;
}
interface Refused {
  readonly items: ReadonlyArray<Item>;
  readonly cause?: CodedError;
}
interface Answer {
  readonly items?: ReadonlyArray<
    Readonly<Record<string, { status: number; error?: { type: string; reason?: string } }>>
  >;
}

// Only what is judged comes back: a tenth of the bytes, still in order.
const FILTER = 'errors,items.*.status,items.*.error.type,items.*.error.reason';

/** Errors with status 400 that speak of the cluster (no shard left, say) and not of the document. */
const STORE_TYPES = new Set(['validation_exception', 'cluster_block_exception', 'index_closed_exception']);

/** `failed to parse field [occurredAt] of type …`: the field's name is ours; the rest of the reason quotes the document. */
const fieldIn = (reason: string | undefined): string | undefined =>
  /field \[([\w.]{1,64})\]/.exec(reason ?? '')?.[1];

function judge(status: number, error?: { type: string; reason?: string }): ItemResult | 'retry' {
  if (status < 300) return 'stored';
  // Version conflict: this reading, a later one, or this raw record, is there.
  if (status === 409) return 'unchanged';
  const type = error?.type ?? 'unknown';
  if (status === 400 && !STORE_TYPES.has(type)) {
    const field = fieldIn(error?.reason);
    return {
      failed: archiveErrors.documentRejected({ detail: field === undefined ? { type } : { type, field } }),
    };
  }
  if (status === 413) return { failed: archiveErrors.documentTooLarge() };
  return 'retry';
}

/** A request smaller than this is not worth its round trip. */
const LEAST_DOCUMENTS = 250;

/** Shares the documents evenly over rounds of full use: the requests under way end together, and none waits for a straggler. */
function documentsPerRequest(count: number, { maxDocuments, inFlight }: BulkOptions): number {
  const rounds = Math.ceil(count / (maxDocuments * inFlight));
  const share = Math.ceil(count / (inFlight * rounds));
  return Math.min(maxDocuments, Math.max(LEAST_DOCUMENTS, share));
}

/**
 * Bulk writes with bounds on documents, bytes and requests under way. A request's documents are made while those before it are under
 * way, as many for each caller at most as may be under way: that bounds the memory.
 * @throws archive.store-away or archive.access-refused once the attempts are used up
 */
export function createBulk(options: BulkOptions): Bulk {
  const limited = createSemaphore(options.inFlight);

  async function pause(attempt: number, call: BulkCall): Promise<void> {
    const full = options.pauseMs * 2 ** attempt;
    // Half of it at random, so that replicas that were refused together do not come back together.
    const length = full / 2 + Math.random() * (full / 2);
    // Stopping cuts the pause short; `deliver` then sees the signal.
    await sleep(length, undefined, call.signal ? { signal: call.signal } : {}).catch(() => undefined);
  }

  /** @returns what has to be sent again, and why where the whole request was refused */
  async function sendOnce(items: ReadonlyArray<Item>, results: ItemResult[]): Promise<Refused> {
    const lines = Buffer.concat(items.map(({ operation }) => operation));
    const query = { filter_path: FILTER };
    const { status, body } = await options.send({ method: 'POST', path: '/_bulk', query, lines });
    if (status === 413 || status === 400) return halve(items, results, status);
    if (status !== 200) {
      const error = errorOfStatus(status, body);
      // Whatever else is wrong with a whole request is no record's fault, so it never may dead-letter one.
      const cause = error.retryable ? error : archiveErrors.storeAway({ detail: error.detail });
      return { items, cause };
    }
    const again: Item[] = [];
    const answers = (body as Answer).items ?? [];
    for (const [position, item] of items.entries()) {
      const answer = Object.values(answers[position] ?? {})[0];
      const verdict = answer === undefined ? 'retry' : judge(answer.status, answer.error);
      if (verdict === 'retry') again.push(item);
      else results[item.index] = verdict;
    }
    return { items: again };
  }

  /** A request that is refused as a whole is halved until only the item at fault is left. */
  async function halve(items: ReadonlyArray<Item>, results: ItemResult[], status: number): Promise<Refused> {
    const [only, second] = items;
    if (only === undefined) return { items: [] };
    if (second === undefined) {
      const error = status === 413 ? archiveErrors.documentTooLarge : archiveErrors.documentRejected;
      results[only.index] = { failed: error({ detail: { status } }) };
      return { items: [] };
    }
    const middle = Math.ceil(items.length / 2);
    const first = await sendOnce(items.slice(0, middle), results);
    const rest = await sendOnce(items.slice(middle), results);
    const cause = first.cause ?? rest.cause;
    return { items: [...first.items, ...rest.items], ...(cause === undefined ? {} : { cause }) };
  }

  /** Tries again what is refused for lack of room. No answer at all is the caller's to wait for: that may take long. */
  async function deliver(items: ReadonlyArray<Item>, results: ItemResult[], call: BulkCall): Promise<void> {
    let left: Refused = { items };
    for (let attempt = 0; attempt < options.attempts; attempt += 1) {
      if (call.signal?.aborted) throw archiveErrors.storeAway({ detail: { stopping: true } });
      if (attempt > 0) await pause(attempt - 1, call);
      left = await sendOnce(left.items, results);
      if (left.items.length === 0) return;
    }
    throw left.cause ?? archiveErrors.storeAway({ detail: { refusedItems: left.items.length } });
  }

  return async (count, operationAt, call = {}) => {
    const results: ItemResult[] = [];
    const most = documentsPerRequest(count, options);
    let next = 0;
    let ahead: Item | undefined;

    const prepare = (): Item | undefined => {
      while (next < count) {
        const index = next;
        next += 1;
        const operation = operationAt(index);
        if (Buffer.isBuffer(operation)) return { index, operation };
        results[index] = operation;
      }
      return undefined;
    };

    const takeChunk = (): Item[] => {
      const items: Item[] = [];
      let bytes = 0;
      for (;;) {
        ahead ??= prepare();
        if (ahead === undefined) return items;
        const full = items.length >= most || bytes + ahead.operation.length > options.maxBytes;
        if (full && items.length > 0) return items;
        items.push(ahead);
        bytes += ahead.operation.length;
        ahead = undefined;
      }
    };

    let broken = false;
    const worker = async (): Promise<void> => {
      try {
        for (;;) {
          // Made while those before it are under way, so that OpenSearch need not wait for it; answers are heard in between.
          await nextTurn();
          const items = broken ? [] : takeChunk();
          if (items.length === 0) return;
          await limited(async () => {
            if (!broken) await deliver(items, results, call);
          });
        }
      } catch (error) {
        // All of it will be done again: the other workers need not go on.
        broken = true;
        throw error;
      }
    };
    const workers = Math.min(options.inFlight, count);
    // All settle before the first failure is told, so nothing of this call is still under way afterwards.
    const ends = await Promise.allSettled(Array.from({ length: workers }, worker));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    return results;
  };
}
