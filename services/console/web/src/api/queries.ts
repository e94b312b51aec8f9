import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  DestinationErrorPage,
  DestinationItem,
  PlatformItem,
  SourceDetail,
  SourceItem,
} from '../../../src/api/connections.ts';
import type { CustomerDetail, CustomerPage, TimelinePage } from '../../../src/api/customers.ts';
import type { FollowingDetail } from '../../../src/api/following.ts';
import type { InteractionDetail, InteractionPage, RawDelivery } from '../../../src/api/interactions.ts';
import type { AuditPage, Me } from '../../../src/api/session.ts';
import { api, ApiFailure } from './client.ts';
import { firstPage, nextCursor } from './paging.ts';

const encoded = encodeURIComponent;

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return await api<Me>('/session', { signal });
    } catch (error) {
      if (error instanceof ApiFailure && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

export interface SearchFilters {
  readonly q?: string | undefined;
  readonly platform?: string | undefined;
  readonly channel?: string | undefined;
  readonly kind?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export const interactionsQuery = (filters: SearchFilters) =>
  infiniteQueryOptions({
    queryKey: ['interactions', filters],
    queryFn: ({ pageParam, signal }) =>
      api<InteractionPage>('/interactions', { query: { ...filters, limit: 30, cursor: pageParam }, signal }),
    initialPageParam: firstPage,
    getNextPageParam: nextCursor,
    placeholderData: keepPreviousData,
  });

export const interactionQuery = (id: string) =>
  queryOptions({
    queryKey: ['interaction', id],
    queryFn: ({ signal }) => api<InteractionDetail>(`/interactions/${encoded(id)}`, { signal }),
  });

export const rawQuery = (id: string) =>
  queryOptions({
    queryKey: ['raw', id],
    queryFn: ({ signal }) => api<RawDelivery>(`/interactions/${encoded(id)}/raw`, { signal }),
    staleTime: Infinity,
  });

export const customersQuery = (q: string) =>
  queryOptions({
    queryKey: ['customers', q],
    queryFn: ({ signal }) => api<CustomerPage>('/customers', { query: { q, limit: 50 }, signal }),
    placeholderData: keepPreviousData,
  });

export const customerQuery = (id: string) =>
  queryOptions({
    queryKey: ['customer', id],
    queryFn: ({ signal }) => api<CustomerDetail>(`/customers/${encoded(id)}`, { signal }),
  });

export const timelineQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['timeline', id],
    queryFn: ({ pageParam, signal }) =>
      api<TimelinePage>(`/customers/${encoded(id)}/timeline`, {
        query: { limit: 40, cursor: pageParam },
        signal,
      }),
    initialPageParam: firstPage,
    getNextPageParam: nextCursor,
  });

interface List<T> {
  readonly items: ReadonlyArray<T>;
}

export const platformsQuery = queryOptions({
  queryKey: ['platforms'],
  queryFn: ({ signal }) => api<List<PlatformItem>>('/platforms', { signal }),
  staleTime: Infinity,
});

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: ({ signal }) => api<List<SourceItem>>('/sources', { signal }),
  refetchInterval: 10_000,
});

const WATCHED_MS = 2_000;
const SETTLED_MS = 15_000;
const NEW_MS = 60 * 60 * 1000;

/** A source is watched closely until its vendor's deliveries come in, and while it is new. */
const isWatched = (source: SourceItem | undefined): boolean =>
  source === undefined ||
  source.arrivals.state !== 'receiving' ||
  Date.now() - Date.parse(source.createdAt) < NEW_MS;

export const sourceQuery = (id: string) =>
  queryOptions({
    queryKey: ['sources', id],
    queryFn: ({ signal }) => api<SourceDetail>(`/sources/${encoded(id)}`, { signal }),
    refetchInterval: ({ state }) => (isWatched(state.data) ? WATCHED_MS : SETTLED_MS),
  });

export const followingQuery = (id: string) =>
  queryOptions({
    queryKey: ['sources', id, 'following'],
    queryFn: ({ signal }) => api<FollowingDetail>(`/sources/${encoded(id)}/following`, { signal }),
    refetchInterval: 5_000,
  });

export const destinationsQuery = queryOptions({
  queryKey: ['destinations'],
  queryFn: ({ signal }) => api<List<DestinationItem>>('/destinations', { signal }),
  refetchInterval: 15_000,
});

export const destinationErrorsQuery = (id: string) =>
  queryOptions({
    queryKey: ['destinations', id, 'errors'],
    queryFn: ({ signal }) =>
      api<DestinationErrorPage>(`/destinations/${encoded(id)}/errors`, { query: { limit: 200 }, signal }),
  });

export const auditQuery = infiniteQueryOptions({
  queryKey: ['audit'],
  queryFn: ({ pageParam, signal }) =>
    api<AuditPage>('/audit', { query: { limit: 50, cursor: pageParam }, signal }),
  initialPageParam: firstPage,
  getNextPageParam: nextCursor,
});
