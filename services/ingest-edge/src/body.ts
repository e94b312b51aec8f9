import type { IncomingMessage } from 'node:http';
import { edgeErrors } from './errors.ts';

/** The bytes of bodies that are held by all requests together, so that a flood cannot exhaust the memory. */
export interface ByteBudget {
  readonly used: number;
  /** @throws edge.overloaded */
  take(bytes: number): void;
  give(bytes: number): void;
}

export function createByteBudget(limit: number): ByteBudget {
  let used = 0;
  return {
    get used() {
      return used;
    },
    take: (bytes) => {
      if (used + bytes > limit) throw edgeErrors.overloaded({ detail: { used, limit } });
      used += bytes;
    },
    give: (bytes) => {
      used -= bytes;
    },
  };
}

const EMPTY = Buffer.alloc(0);

/**
 * Reads the exact bytes of a body, at most `limit` of them, whether or not the length is announced. Takes what it holds from
 * the budget; the caller gives `body.length` back when it is done with it.
 * @throws edge.body-too-large, edge.encoding-unsupported, edge.body-invalid (the client went away), edge.overloaded
 */
export async function readBody(request: IncomingMessage, limit: number, budget: ByteBudget): Promise<Buffer> {
  const encoding = request.headers['content-encoding'];
  const announced = request.headers['content-length'];
  const length = announced === undefined ? 0 : Number(announced);
  // Signatures are over the bytes as they were sent, and the record keeps these: nothing is decompressed here.
  if (encoding !== undefined && encoding !== 'identity') throw edgeErrors.encodingUnsupported();
  if (length > limit) throw edgeErrors.bodyTooLarge({ detail: { limit } });
  budget.take(length);
  if (announced !== undefined ? length === 0 : request.headers['transfer-encoding'] === undefined)
    return EMPTY;
  return collect(request, limit, length, budget);
}

function collect(
  request: IncomingMessage,
  limit: number,
  taken: number,
  budget: ByteBudget,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let held = taken;
    let ended = false;
    const fail = (error: unknown) => {
      if (ended) return;
      ended = true;
      budget.give(held);
      reject(error);
    };
    request.on('data', (chunk: Buffer) => {
      if (ended) return;
      size += chunk.length;
      try {
        if (size > limit) throw edgeErrors.bodyTooLarge({ detail: { limit } });
        if (size > held) {
          budget.take(size - held);
          held = size;
        }
        chunks.push(chunk);
      } catch (error) {
        fail(error);
      }
    });
    request.on('end', () => {
      if (ended) return;
      ended = true;
      budget.give(held - size);
      const [first] = chunks;
      resolve(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, size));
    });
    request.on('close', () => {
      if (!ended) fail(edgeErrors.bodyInvalid());
    });
    request.on('error', (error) => fail(edgeErrors.bodyInvalid({ cause: error })));
  });
}
