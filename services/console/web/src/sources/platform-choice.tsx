import { Search } from 'lucide-react';
import { useState } from 'react';
import type { PlatformItem } from '../../../src/api/connections.ts';
import { ChannelIcon, sentence } from '../parts/channels.tsx';

/** Families as people name them, in the order in which they are shown, with the channel whose look stands for each. */
const families: Readonly<Record<string, readonly [label: string, channel: string]>> = {
  messaging: ['Messaging', 'sms'],
  email: ['E-mail', 'email'],
  tickets: ['Help desk', 'ticket'],
  voice: ['Voice', 'voice'],
  chat: ['Chat', 'chat'],
  crm: ['CRM', 'crm'],
  commerce: ['Shops', 'commerce'],
  web: ['Web and forms', 'web'],
};

export const PlatformIcon = ({ family }: { readonly family: string }) => (
  <ChannelIcon channel={families[family]?.[1] ?? family} large />
);

const labelOf = (family: string): string => families[family]?.[0] ?? sentence(family);

/** Every word has to be somewhere in what is known of the platform. */
const matches = (platform: PlatformItem, words: ReadonlyArray<string>): boolean => {
  const text = [platform.name, platform.id, platform.family, labelOf(platform.family), ...platform.captures]
    .join(' ')
    .toLowerCase();
  return words.every((word) => text.includes(word));
};

function grouped(platforms: ReadonlyArray<PlatformItem>) {
  const order = Object.keys(families);
  const rank = (family: string) => (order.includes(family) ? order.indexOf(family) : order.length);
  const groups = Object.entries(Object.groupBy(platforms, ({ family }) => family));
  return groups
    .map(([family, members = []]) => ({
      family,
      members: members.toSorted((one, other) => one.name.localeCompare(other.name)),
    }))
    .toSorted((one, other) => rank(one.family) - rank(other.family));
}

interface PlatformChoiceProps {
  readonly platforms: ReadonlyArray<PlatformItem>;
  readonly onChoose: (platform: PlatformItem) => void;
}

export function PlatformChoice({ platforms, onChoose }: PlatformChoiceProps) {
  const [typed, setTyped] = useState('');
  const words = typed.trim().toLowerCase().split(/\s+/);
  const found = platforms.filter((platform) => matches(platform, words));
  return (
    <div className="p-5 pt-0">
      <div className="sticky top-0 z-10 -mx-5 bg-surface px-5 py-4">
        <Search
          className="pointer-events-none absolute mt-2.75 ml-3 size-4 text-ink-faint"
          aria-hidden="true"
        />
        <input
          className="field pl-9!"
          type="search"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          placeholder={`Search ${platforms.length} platforms`}
          aria-label="Search platforms"
          autoFocus
        />
        <p role="status" className="sr-only">
          {found.length} found
        </p>
      </div>
      {found.length === 0 && (
        <p className="py-8 text-center text-ink-soft">
          No platform is called that. Anything that can send JSON or a form can use “
          {platforms.find(({ id }) => id === 'web')?.name ?? 'Web'}”.
        </p>
      )}
      {grouped(found).map(({ family, members }) => (
        <section key={family} className="mb-5" aria-labelledby={`family-${family}`}>
          <h3
            id={`family-${family}`}
            className="mb-2 text-xs font-semibold tracking-wide text-ink-faint uppercase"
          >
            {labelOf(family)}
          </h3>
          <ul className="grid gap-2 sm:grid-cols-2">
            {members.map((platform) => (
              <li key={platform.id}>
                <button
                  type="button"
                  onClick={() => onChoose(platform)}
                  className="flex h-full w-full gap-3 rounded-xl border border-line p-3 text-left transition-colors hover:border-line-strong hover:bg-sunken/60"
                >
                  <PlatformIcon family={platform.family} />
                  <span className="min-w-0">
                    <span className="block font-semibold">{platform.name}</span>
                    <span className="line-clamp-2 text-[13px] text-ink-soft">
                      {platform.captures.join(', ') || labelOf(platform.family)}
                    </span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
