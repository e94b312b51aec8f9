import { useNavigate, useSearch } from '@tanstack/react-router';
import { Tabs } from 'radix-ui';
import { lazy, Suspense } from 'react';
import { PageHead } from '../parts/page-head.tsx';
import { Skeleton } from '../parts/states.tsx';
import { tabList, tabTrigger } from '../parts/tabs.ts';
import { Conflicts } from '../identity/conflicts.tsx';
import { identityTabs, type IdentityTab } from '../views.ts';

const Suggestions = lazy(async () => ({
  default: (await import('../identity/suggestions.tsx')).Suggestions,
}));
const Rules = lazy(async () => ({ default: (await import('../identity/rules.tsx')).Rules }));
const History = lazy(async () => ({ default: (await import('../identity/history.tsx')).History }));

const labels: Readonly<Record<IdentityTab, string>> = {
  conflicts: 'Conflicts',
  suggestions: 'Suggestions',
  rules: 'Rules',
  orders: 'Orders',
};

/** What about who is who waits for a person. */
export function IdentityPage() {
  const { tab = 'conflicts' } = useSearch({ from: '/signed-in/identity' });
  const navigate = useNavigate({ from: '/identity' });
  return (
    <div className="mx-auto max-w-5xl px-3 pt-6 pb-16 sm:px-6 sm:pt-10">
      <PageHead
        title="Identity"
        about="Who is who: what waits for a decision, and the rules by which the rest is decided."
      />
      <Tabs.Root
        value={tab}
        onValueChange={(next) =>
          void navigate({ search: { tab: identityTabs.find((one) => one === next) }, replace: true })
        }
      >
        <Tabs.List className={tabList} aria-label="Identity">
          {identityTabs.map((one) => (
            <Tabs.Trigger key={one} value={one} className={tabTrigger}>
              {labels[one]}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Suspense fallback={<Skeleton rows={4} />}>
          <Tabs.Content value="conflicts" tabIndex={-1} className="focus:outline-none">
            <Conflicts />
          </Tabs.Content>
          <Tabs.Content value="suggestions" tabIndex={-1} className="focus:outline-none">
            <Suggestions />
          </Tabs.Content>
          <Tabs.Content value="rules" tabIndex={-1} className="focus:outline-none">
            <Rules />
          </Tabs.Content>
          <Tabs.Content value="orders" tabIndex={-1} className="focus:outline-none">
            <History />
          </Tabs.Content>
        </Suspense>
      </Tabs.Root>
    </div>
  );
}
