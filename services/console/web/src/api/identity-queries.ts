import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { ConflictsPage, MatchingStatus, SuggestionsPage } from '../../../src/api/conflicts.ts';
import type { CustomerAsKnown, EvidenceDetail } from '../../../src/api/evidence.ts';
import type { RawDelivery } from '../../../src/api/interactions.ts';
import type { ErasureForeseen, OrderSent, OrdersPage, PreviewDetail } from '../../../src/api/orders.ts';
import type { RulesDetail, RulesForeseenDetail, RuleSetSent } from '../../../src/api/rules.ts';
import { api } from './client.ts';
import { firstPage, nextCursor } from './paging.ts';

const encoded = encodeURIComponent;

export const evidenceQuery = (id: string) =>
  queryOptions({
    queryKey: ['evidence', id],
    queryFn: ({ signal }) => api<EvidenceDetail>(`/customers/${encoded(id)}/evidence`, { signal }),
  });

export const deliveryQuery = (digest: string) =>
  queryOptions({
    queryKey: ['delivery', digest],
    queryFn: ({ signal }) => api<RawDelivery>(`/deliveries/${encoded(digest)}`, { signal }),
    staleTime: Infinity,
  });

/** @param at ISO 8601 */
export const asKnownQuery = (id: string, at: string) =>
  queryOptions({
    queryKey: ['as-of', id, at],
    queryFn: ({ signal }) =>
      api<CustomerAsKnown>(`/customers/${encoded(id)}/as-of`, { query: { at }, signal }),
    placeholderData: keepPreviousData,
  });

/** @param customerId undefined: everybody's */
export const ordersQuery = (customerId?: string) =>
  infiniteQueryOptions({
    queryKey: ['orders', customerId ?? null],
    queryFn: ({ pageParam, signal }) =>
      api<OrdersPage>(
        customerId === undefined ? '/identity/commands' : `/customers/${encoded(customerId)}/commands`,
        { query: { limit: 30, cursor: pageParam }, signal },
      ),
    initialPageParam: firstPage,
    getNextPageParam: nextCursor,
  });

/** What an order would change now: never shown from before. */
export const previewQuery = (command: OrderSent) =>
  queryOptions({
    queryKey: ['preview', command],
    queryFn: ({ signal }) =>
      api<PreviewDetail>('/identity/preview', { method: 'POST', body: { command }, signal }),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

export const erasurePreviewQuery = (id: string) =>
  queryOptions({
    queryKey: ['erasure', id],
    queryFn: ({ signal }) =>
      api<ErasureForeseen>(`/customers/${encoded(id)}/erasure/preview`, { method: 'POST', body: {}, signal }),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

export const conflictsQuery = infiniteQueryOptions({
  queryKey: ['conflicts'],
  queryFn: ({ pageParam, signal }) =>
    api<ConflictsPage>('/identity/conflicts', { query: { limit: 20, cursor: pageParam }, signal }),
  initialPageParam: firstPage,
  getNextPageParam: nextCursor,
});

export const suggestionsQuery = infiniteQueryOptions({
  queryKey: ['suggestions'],
  queryFn: ({ pageParam, signal }) =>
    api<SuggestionsPage>('/identity/suggestions', { query: { limit: 20, cursor: pageParam }, signal }),
  initialPageParam: firstPage,
  getNextPageParam: nextCursor,
});

export const matchingQuery = queryOptions({
  queryKey: ['matching'],
  queryFn: ({ signal }) => api<MatchingStatus>('/identity/matching', { signal }),
});

const WATCHED_MS = 1_000;

export const rulesQuery = queryOptions({
  queryKey: ['rules'],
  queryFn: ({ signal }) => api<RulesDetail>('/identity/rules', { signal }),
  refetchInterval: ({ state }) => (state.data?.progress?.state === 'running' ? WATCHED_MS : false),
});

export const foreseeRules = (rules: RuleSetSent): Promise<RulesForeseenDetail> =>
  api<RulesForeseenDetail>('/identity/rules/preview', { method: 'POST', body: { rules } });
