import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { queryClient } from './api/query-client.ts';
import { meQuery, type SearchFilters } from './api/queries.ts';
import { NotFound } from './pages/not-found.tsx';
import { Failed } from './parts/states.tsx';
import { Shell } from './shell/shell.tsx';
import { customerViews, identityTabs, type CustomerView, type IdentityTab } from './views.ts';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search): { to?: string | undefined } => ({ to: text(search['to']) }),
  component: lazyRouteComponent(() => import('./pages/sign-in.tsx'), 'SignInPage'),
});

/** Everything behind the door. */
const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  beforeLoad: async ({ location }) => {
    const me = await queryClient.ensureQueryData(meQuery);
    if (me === null) redirect({ to: '/sign-in', search: { to: location.href }, throw: true });
  },
  errorComponent: ({ error, reset }) => <Failed error={error} retry={reset} />,
  component: Shell,
});

const searchRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  validateSearch: (search): SearchFilters & { open?: string | undefined } => ({
    q: text(search['q']),
    platform: text(search['platform']),
    channel: text(search['channel']),
    kind: text(search['kind']),
    from: text(search['from']),
    to: text(search['to']),
    open: text(search['open']),
  }),
  component: lazyRouteComponent(() => import('./pages/search.tsx'), 'SearchPage'),
});

const customersRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/customers',
  validateSearch: (search): { q?: string | undefined } => ({ q: text(search['q']) }),
  component: lazyRouteComponent(() => import('./pages/customers.tsx'), 'CustomersPage'),
});

const customerRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/customers/$id',
  validateSearch: (search): { open?: string | undefined; view?: CustomerView | undefined } => ({
    open: text(search['open']),
    view: customerViews.find((view) => view === search['view']),
  }),
  component: lazyRouteComponent(() => import('./pages/customer.tsx'), 'CustomerPage'),
});

const identityRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/identity',
  validateSearch: (search): { tab?: IdentityTab | undefined } => ({
    tab: identityTabs.find((tab) => tab === search['tab']),
  }),
  component: lazyRouteComponent(() => import('./pages/identity.tsx'), 'IdentityPage'),
});

const sourcesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/sources',
  component: lazyRouteComponent(() => import('./pages/sources.tsx'), 'SourcesPage'),
});

const destinationsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/destinations',
  validateSearch: (search): { id?: string | undefined } => ({ id: text(search['id']) }),
  component: lazyRouteComponent(() => import('./pages/destinations.tsx'), 'DestinationsPage'),
});

const auditRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/audit',
  component: lazyRouteComponent(() => import('./pages/audit.tsx'), 'AuditPage'),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    signInRoute,
    signedInRoute.addChildren([
      searchRoute,
      customersRoute,
      customerRoute,
      identityRoute,
      sourcesRoute,
      destinationsRoute,
      auditRoute,
    ]),
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
