/** What a family says of one of its errors; `docs/errors.md` is made from these. */
export interface ErrorDefinition {
  /** A retryable error may succeed when the same work is tried again later; any other never will. */
  readonly retryable: boolean;
  /** The HTTP status with which it is answered, where it reaches a caller. */
  readonly status?: number;
  /** One plain sentence for people, without personal data: what happened. */
  readonly message: string;
  /** One plain sentence: what to do about it. */
  readonly action: string;
}

export interface ErrorContext {
  /** Private detail for the log: ids, paths, limits. Never personal data or secrets. */
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** Every error that Throughline raises on purpose has a stable `code`, such as `edge.signature-invalid`. */
export class CodedError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly status: number;
  readonly action: string;
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(code: string, definition: ErrorDefinition, context: ErrorContext = {}) {
    super(definition.message, context.cause === undefined ? undefined : { cause: context.cause });
    this.name = 'CodedError';
    this.code = code;
    this.retryable = definition.retryable;
    this.status = definition.status ?? 500;
    this.action = definition.action;
    this.detail = context.detail ?? {};
  }
}

type Factory = (context?: ErrorContext) => CodedError;

export type ErrorFamily<Key extends string> = { readonly [K in Key]: Factory } & {
  readonly definitions: ReadonlyMap<string, ErrorDefinition>;
};

const kebab = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * Declares a family of errors. Each package has one, in `src/errors.ts`, so that the error page can be held to the code.
 * @returns a factory for each key (`errors.signatureInvalid({ detail })`) and the definitions by code
 */
export function defineErrors<const Key extends string>(
  family: string,
  definitions: Readonly<Record<Key, ErrorDefinition>>,
): ErrorFamily<Key> {
  const byCode = new Map<string, ErrorDefinition>();
  const factories: Record<string, Factory> = {};
  for (const [key, definition] of Object.entries<ErrorDefinition>(definitions)) {
    const code = `${family}.${kebab(key)}`;
    byCode.set(code, definition);
    factories[key] = (context) => new CodedError(code, definition, context);
  }
  return { ...factories, definitions: byCode } as ErrorFamily<Key>;
}

/** Whether trying the same work again may help. An error that is not ours is treated as one that does not say. */
export const isRetryable = (error: unknown): boolean => error instanceof CodedError && error.retryable;
