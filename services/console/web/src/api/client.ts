/** An answer of the API that is not a success: what happened and what to do, in its words. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly code: string;
  readonly action: string;
  readonly requestId: string | undefined;
  readonly fields: ReadonlyArray<{ path: string; message: string }>;

  constructor(status: number, failure: FailureBody) {
    super(failure.message);
    this.status = status;
    this.code = failure.code;
    this.action = failure.action;
    this.requestId = failure.requestId;
    this.fields = failure.fields ?? [];
  }
}

interface FailureBody {
  readonly code: string;
  readonly message: string;
  readonly action: string;
  readonly requestId?: string;
  readonly fields?: ReadonlyArray<{ path: string; message: string }>;
}

const unreachable: FailureBody = {
  code: 'console.unreachable',
  message: 'The console cannot be reached.',
  action: 'Check your connection and try again.',
};

interface Send {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** Names an order: sent again under it, it is answered and not done twice. */
  readonly key?: string;
  readonly signal?: AbortSignal;
}

/** A name for one order; `crypto.randomUUID` is for HTTPS alone. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const queryOf = (query: Send['query'] = {}): string => {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
};

/** Asks the API under `/api/v1`. @throws ApiFailure */
export async function api<T>(
  path: string,
  { method = 'GET', query, body, key, signal }: Send = {},
): Promise<T> {
  const response = await fetch(`/api/v1${path}${queryOf(query)}`, {
    method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      'x-throughline-request': '1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiFailure(0, unreachable);
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new ApiFailure(response.status, failureOf(answer));
  // The API is typed by the same schemas that these types are made from.
  return answer as T;
}

const failureOf = (answer: unknown): FailureBody =>
  typeof answer === 'object' && answer !== null && 'error' in answer
    ? (answer.error as FailureBody)
    : unreachable;
