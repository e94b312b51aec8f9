import type { z } from 'zod';
import type { Caller, Role } from '../auth/roles.ts';

/** What a request stands in: who asks, and how a session is begun and ended. */
export interface Call {
  readonly caller: Caller | undefined;
  readonly requestId: string;
  /** What the caller named this request by, so that the same again is done once; made up where they did not. */
  readonly idempotencyKey: string;
  /** The client's address, for rate limits; never logged. */
  readonly address: string;
  signIn(userId: string): Promise<void>;
  signOut(): Promise<void>;
}

interface Answer<Body> {
  readonly body: Body;
  /** Whose or which data was seen or changed, as `type:id`: goes into the audit log before the answer goes out. */
  readonly subjects?: ReadonlyArray<string>;
  /** Further facts for the audit log: ids, counts and filters, never what was typed into a search box. */
  readonly details?: Readonly<Record<string, unknown>>;
}

interface RouteFacts {
  /** `<what>.<verb>`: the operation id, and the action in the audit log. */
  readonly id: string;
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As OpenAPI writes it: `/api/v1/customers/{id}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** Who may; `public` is for signing in and for what holds nothing of anybody. */
  readonly roles: ReadonlyArray<Role> | 'public';
  /** Whether an entry is written: every read and write of personal data, and every change. */
  readonly audited: boolean;
  /** Whether the same request under the same `Idempotency-Key` is done once and answered again. */
  readonly takesKey?: boolean;
  /** 200 unless given. */
  readonly status?: number;
}

/** The header by which a caller names a request. */
export const IDEMPOTENCY_KEY = 'Idempotency-Key';

interface Schemas<P, Q, B, R> {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly response: R;
}

interface Definition<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>
  extends RouteFacts, Schemas<P, Q, B, R> {
  readonly handle: (
    input: { params: z.output<P>; query: z.output<Q>; body: z.output<B> },
    call: Call,
  ) => Promise<Answer<z.input<R>>> | Answer<z.input<R>>;
}

interface RouteInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** A route as the server mounts it and as the OpenAPI document describes it. */
export interface Route extends RouteFacts, Schemas<z.ZodObject, z.ZodObject, z.ZodType, z.ZodType> {
  /** Parses, then handles. @throws ZodError where the input is not as described */
  readonly answer: (input: RouteInput, call: Call) => Promise<Answer<unknown>>;
}

/** Declares a route: everything about it in one place, so that server, document and role test cannot differ. */
export function defineRoute<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  R extends z.ZodType,
>(definition: Definition<P, Q, B, R>): Route {
  const { handle, ...described } = definition;
  return {
    ...described,
    answer: async (input, call) =>
      handle(
        {
          params: parse(definition.params, input.params),
          query: parse(definition.query, input.query),
          body: parse(definition.body, input.body),
        },
        call,
      ),
  };
}

const parse = <S extends z.ZodType>(schema: S | undefined, value: unknown): z.output<S> =>
  // A route without that schema has no use for the value: its handler sees undefined, which the type cannot say.
  schema === undefined ? (undefined as z.output<S>) : schema.parse(value);
