import type { VendorRequest } from '../../simulation/index.ts';

/** One page of a list, and where the next one begins; `next` is there only where one is. */
export function paged(
  items: ReadonlyArray<{ readonly id: string }>,
  request: VendorRequest,
): { data: unknown[]; paging?: object } {
  const query = request.url.searchParams;
  const limit = Math.min(Number(query.get('limit') ?? 25), 100);
  const data = items.slice(0, limit);
  const last = data.at(-1)?.id;
  if (last === undefined) return { data: [] };
  const after = Buffer.from(last).toString('base64url');
  const next = new URL(request.url);
  next.searchParams.set('after', after);
  return {
    data: [...data],
    paging: { cursors: { after }, ...(items.length > limit ? { next: next.toString() } : {}) },
  };
}

/** The id that a page begins behind. */
export const afterOf = (request: VendorRequest): string | undefined => {
  const after = request.url.searchParams.get('after');
  return after === null ? undefined : Buffer.from(after, 'base64url').toString('utf8');
};

export interface Filter {
  readonly field: string;
  readonly operator: string;
  readonly value: number;
}

/** `time_created` is in whole seconds. */
export function passes(created: number, filters: ReadonlyArray<Filter>): boolean {
  const seconds = Math.floor(created / 1000);
  return filters.every(({ operator, value }) =>
    operator === 'GREATER_THAN'
      ? seconds > value
      : operator === 'LESS_THAN'
        ? seconds < value
        : seconds >= value,
  );
}
