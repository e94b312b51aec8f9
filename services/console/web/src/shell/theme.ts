import { useSyncExternalStore } from 'react';

type Theme = 'light' | 'dark';

const listeners = new Set<() => void>();
const current = (): Theme => (document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light');

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const choose = (theme: Theme) => {
  document.documentElement.dataset['theme'] = theme;
  localStorage.setItem('theme', theme);
  for (const listener of listeners) listener();
};

/** Light or dark: as the system has it (see `public/theme.js`) until somebody chooses. */
export const useTheme = (): readonly [Theme, (theme: Theme) => void] =>
  [useSyncExternalStore(subscribe, current), choose] as const;
