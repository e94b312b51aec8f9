import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import {
  Fingerprint,
  LogOut,
  Moon,
  Plug,
  ScrollText,
  Search,
  Send,
  Sun,
  Users,
  type LucideIcon,
} from 'lucide-react';
import { useEffect } from 'react';
import { api } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { meQuery } from '../api/queries.ts';
import { Avatar } from '../parts/avatar.tsx';
import { sentence } from '../parts/channels.tsx';
import { BrandMark } from './brand.tsx';
import { useTheme } from './theme.ts';

interface Place {
  readonly to: '/' | '/customers' | '/identity' | '/sources' | '/destinations' | '/audit';
  readonly label: string;
  readonly icon: LucideIcon;
  readonly roles?: ReadonlyArray<string>;
}

const places: ReadonlyArray<Place> = [
  { to: '/', label: 'Search', icon: Search },
  { to: '/customers', label: 'Customers', icon: Users },
  { to: '/identity', label: 'Identity', icon: Fingerprint },
  { to: '/sources', label: 'Sources', icon: Plug },
  { to: '/destinations', label: 'Destinations', icon: Send },
  { to: '/audit', label: 'Audit log', icon: ScrollText, roles: ['admin', 'auditor'] },
];

function ThemeButton() {
  const [theme, choose] = useTheme();
  const other = theme === 'dark' ? 'light' : 'dark';
  const Icon = theme === 'dark' ? Sun : Moon;
  return (
    <button
      type="button"
      onClick={() => choose(other)}
      aria-label={`Use the ${other} theme`}
      title={`Use the ${other} theme`}
      className="rounded-lg p-2 text-ink-faint hover:bg-sunken hover:text-ink"
    >
      <Icon className="size-4.5" aria-hidden="true" />
    </button>
  );
}

function SignOutButton() {
  const signOut = async () => {
    await api('/session', { method: 'DELETE' });
    queryClient.setQueryData(meQuery.queryKey, null);
    // Nothing that was seen stays behind for whoever signs in next.
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
  };
  return (
    <button
      type="button"
      onClick={() => void signOut()}
      aria-label="Sign out"
      title="Sign out"
      className="rounded-lg p-2 text-ink-faint hover:bg-sunken hover:text-ink"
    >
      <LogOut className="size-4.5" aria-hidden="true" />
    </button>
  );
}

function Places({ role }: { readonly role: string }) {
  return places
    .filter((place) => place.roles === undefined || place.roles.includes(role))
    .map(({ to, label, icon: Icon }) => (
      <Link
        key={to}
        to={to}
        activeOptions={{ exact: to === '/', includeSearch: false }}
        className="flex items-center gap-2.5 rounded-lg px-2.5 py-2 max-sm:px-1.5 font-medium text-ink-soft transition-colors hover:bg-sunken hover:text-ink data-[status=active]:bg-accent-soft data-[status=active]:text-accent-strong"
      >
        <Icon className="size-4.5 shrink-0" strokeWidth={1.9} aria-hidden="true" />
        <span className="max-lg:sr-only lg:inline">{label}</span>
      </Link>
    ));
}

/** The frame of every page behind the door: where to go, and who is signed in. */
export function Shell() {
  const me = useQuery(meQuery);
  const navigate = useNavigate();
  useEffect(() => {
    if (me.data === null) void navigate({ to: '/sign-in', search: {} });
  }, [me.data, navigate]);
  if (me.data === null || me.data === undefined) return null;
  const { name, role } = me.data;
  return (
    <div className="lg:pl-60">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50 focus:rounded-lg focus:bg-surface focus:px-4 focus:py-2 focus:shadow-high"
      >
        Skip to the content
      </a>
      <header className="sticky top-0 z-30 flex items-center gap-1 border-b border-line bg-surface/95 px-3 py-2 backdrop-blur lg:fixed lg:inset-y-0 lg:left-0 lg:w-60 lg:flex-col lg:items-stretch lg:border-r lg:border-b-0 lg:px-3.5 lg:py-4">
        <Link to="/" aria-label="Throughline" className="flex items-center gap-2.5 rounded-lg px-1.5 lg:mb-5">
          <BrandMark />
          <span className="text-[15px] font-semibold tracking-tight max-sm:hidden">Throughline</span>
        </Link>
        <nav aria-label="Main" className="flex flex-1 justify-end gap-0.5 lg:flex-col lg:justify-start">
          <Places role={role} />
        </nav>
        <div className="flex items-center gap-1 lg:border-t lg:border-line lg:pt-3">
          <span className="flex min-w-0 flex-1 items-center gap-2.5 px-1 max-lg:hidden">
            <Avatar name={name} />
            <span className="min-w-0">
              <span className="block truncate text-[13px] leading-tight font-medium">{name}</span>
              <span className="block text-xs text-ink-faint">{sentence(role)}</span>
            </span>
          </span>
          <ThemeButton />
          <SignOutButton />
        </div>
      </header>
      <main id="content" tabIndex={-1} className="min-h-screen focus:outline-none">
        <Outlet />
      </main>
    </div>
  );
}
