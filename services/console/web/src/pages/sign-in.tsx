import { useMutation } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import type { Me } from '../../../src/api/session.ts';
import { api, ApiFailure } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { meQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { BrandMark } from '../shell/brand.tsx';

/** Only a path of our own: a link to the sign-in page must not lead elsewhere. */
const safePath = (to: string | undefined): string => (to !== undefined && /^\/(?![/\\])/.test(to) ? to : '/');

const field = (data: FormData, name: string): string => {
  const value = data.get(name);
  return typeof value === 'string' ? value : '';
};

export function SignInPage() {
  const { to } = useSearch({ from: '/sign-in' });
  const router = useRouter();
  const signIn = useMutation({
    mutationFn: (body: { user: string; password: string }) => api<Me>('/session', { method: 'POST', body }),
    onSuccess: (me) => {
      queryClient.setQueryData(meQuery.queryKey, me);
      router.history.push(safePath(to));
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    signIn.mutate({ user: field(data, 'user'), password: field(data, 'password') });
  };
  const failure = signIn.error;
  return (
    <main className="relative flex min-h-screen items-center justify-center overflow-hidden px-4">
      <div
        aria-hidden="true"
        className="pointer-events-none absolute inset-x-0 top-1/2 h-px bg-linear-to-r from-transparent via-accent/45 to-transparent"
      />
      <div
        aria-hidden="true"
        className="pointer-events-none absolute size-[56rem] rounded-full bg-radial from-accent/12 to-transparent to-70%"
      />
      <div className="card relative w-full max-w-sm animate-rise p-8 shadow-high">
        <BrandMark className="mb-5 size-11" />
        <h1 className="text-xl font-semibold tracking-tight">Sign in to Throughline</h1>
        <p className="mt-1 mb-6 text-ink-soft">Every customer, one line through every channel.</p>
        <form onSubmit={submit} className="space-y-4">
          <label className="block">
            <span className="mb-1.5 block font-medium">Name</span>
            <input name="user" className="field" autoComplete="username" required autoFocus />
          </label>
          <label className="block">
            <span className="mb-1.5 block font-medium">Password</span>
            <input
              name="password"
              type="password"
              className="field"
              autoComplete="current-password"
              required
            />
          </label>
          {failure !== null && (
            <p role="alert" className="rounded-lg bg-bad-soft px-3 py-2 text-bad">
              {failure.message} {failure instanceof ApiFailure && failure.action}
            </p>
          )}
          <Button type="submit" look="primary" className="w-full" disabled={signIn.isPending}>
            {signIn.isPending ? 'Signing in…' : 'Sign in'}
          </Button>
        </form>
      </div>
    </main>
  );
}
