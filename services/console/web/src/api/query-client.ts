import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiFailure } from './client.ts';

/** A session that has ended shows the sign-in page, whatever request noticed it. */
const noticeSignOut = (error: unknown) => {
  if (error instanceof ApiFailure && error.status === 401) queryClient.setQueryData(['me'], null);
};

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignOut }),
  mutationCache: new MutationCache({ onError: noticeSignOut }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) =>
        count < 2 && (!(error instanceof ApiFailure) || error.status === 0 || error.status >= 500),
    },
  },
});
