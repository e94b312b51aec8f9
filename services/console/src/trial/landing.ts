import { TRIAL_HEADER, type TrialAnswer } from '@throughline/connections';
import { CodedError } from '@throughline/errors';
import type { OutgoingClient, OutgoingResponse } from '@throughline/outgoing';
import type { HttpRequest } from '@throughline/platforms';
import { z } from 'zod';

/** What came of sending a test delivery. */
export type Landing =
  /** The edge judged it as a test. */
  | { readonly kind: 'judged'; readonly answer: TrialAnswer; readonly milliseconds: number }
  /** The edge refused it before or instead of judging it; with its own code and sentences. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly error: { readonly code: string; readonly message: string; readonly action: string };
    }
  /** Something answered that is not our edge, or does not know tests. */
  | { readonly kind: 'foreign'; readonly status: number }
  /** Nothing answered: code of `outgoing.*`. */
  | { readonly kind: 'silent'; readonly code: string };

const trialAnswer = z.object({
  verified: z.boolean(),
  reason: z.string().max(1000).optional(),
  method: z.string().max(100).optional(),
  status: z.number().int(),
});

const edgeFailure = z.object({
  error: z.object({
    code: z.string().regex(/^edge\.[a-z-]{1,60}$/),
    message: z.string().max(500),
    action: z.string().max(500),
  }),
});

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}

function landingOf({ status, body }: OutgoingResponse, milliseconds: number): Landing {
  const content = parsed(body);
  const answer = trialAnswer.safeParse(content);
  if (status === 200 && answer.success) {
    const { verified, reason, method, status: toVendor } = answer.data;
    const known = {
      ...(reason === undefined ? {} : { reason }),
      ...(method === undefined ? {} : { method }),
    };
    return { kind: 'judged', answer: { verified, status: toVendor, ...known }, milliseconds };
  }
  const failure = edgeFailure.safeParse(content);
  if (failure.success) return { kind: 'refused', status, error: failure.data.error };
  return { kind: 'foreign', status };
}

/** Set by the client itself, or of one connection alone (RFC 9110, 7.6.1). */
const connectionHeaders = new Set([
  'host',
  'content-length',
  'connection',
  'keep-alive',
  'transfer-encoding',
]);

/** What a proxy in front of the edge would say of the public address, for an edge that signs by it. */
const forwarded = ({ protocol, host }: URL): Record<string, string> => ({
  'x-forwarded-proto': protocol.slice(0, -1),
  'x-forwarded-host': host,
});

export interface Addresses {
  /** Where vendors reach the edge, and what the request's URL begins with. Neither with a slash at its end. */
  readonly publicUrl: string;
  /** Where the console reaches it. */
  readonly edgeUrl: string;
}

/** Sends the delivery to the edge as a test. Never throws: whatever happens is an outcome. */
export async function land(
  client: OutgoingClient,
  request: HttpRequest,
  proof: string,
  { publicUrl, edgeUrl }: Addresses,
): Promise<Landing> {
  const headers: Record<string, string> = edgeUrl === publicUrl ? {} : forwarded(new URL(publicUrl));
  for (const [name, value] of Object.entries(request.headers))
    if (!connectionHeaders.has(name.toLowerCase()))
      headers[name] = Array.isArray(value) ? value.join(', ') : value;
  headers[TRIAL_HEADER] = proof;
  const started = performance.now();
  try {
    const answer = await client({
      method: request.method,
      url: edgeUrl + request.url.slice(publicUrl.length),
      headers,
      ...(request.body.byteLength === 0 ? {} : { body: request.body }),
    });
    return landingOf(answer, performance.now() - started);
  } catch (error) {
    return { kind: 'silent', code: error instanceof CodedError ? error.code : 'outgoing.connection-lost' };
  }
}
