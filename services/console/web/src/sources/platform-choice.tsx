import { useState } from 'react';
import type { PlatformItem } from '../../../src/api/connections.ts';
import { ChannelIcon, sentence } from '../parts/channels.tsx';

/** The channel whose look stands for a family of platforms. */
const looks: Readonly<Record<string, string>> = {
  messaging: 'sms',
  email: 'email',
  tickets: 'ticket',
  voice: 'voice',
  chat: 'chat',
  crm: 'crm',
  commerce: 'commerce',
  web: 'web',
};

export const PlatformIcon = ({ family }: { readonly family: string }) => (
  <ChannelIcon channel={looks[family] ?? family} large />
);

interface PlatformChoiceProps {
  readonly platforms: ReadonlyArray<PlatformItem>;
  readonly onChoose: (platform: PlatformItem) => void;
}

export function PlatformChoice({ platforms, onChoose }: PlatformChoiceProps) {
  const [typed, setTyped] = useState('');
  const words = typed.trim().toLowerCase();
  const shown = platforms.filter(({ name, family }) => `${name} ${family}`.toLowerCase().includes(words));
  return (
    <div className="p-5">
      <input
        className="field mb-4"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        placeholder="Filter platforms"
        aria-label="Filter platforms"
        autoFocus
      />
      <ul className="grid gap-2 sm:grid-cols-2">
        {shown.map((platform) => (
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
                  {platform.captures.join(', ') || sentence(platform.family)}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
