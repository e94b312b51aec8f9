import { Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { isTyping } from '../parts/typing.ts';

const PAUSE_MS = 220;

interface SearchBoxProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label: string;
  readonly placeholder: string;
}

/** A search field that `/` puts the cursor into, and that searches when the typing pauses. */
export function SearchBox({ value, onChange, label, placeholder }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const reported = useRef(value);

  // The address changed by other means than typing (back, a link): show that.
  useEffect(() => {
    if (value !== reported.current) {
      reported.current = value;
      setTyped(value);
    }
  }, [value]);

  useEffect(() => {
    const timer = setTimeout(() => {
      if (typed === reported.current) return;
      reported.current = typed;
      onChange(typed);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, onChange]);

  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', focus);
    return () => document.removeEventListener('keydown', focus);
  }, []);

  return (
    <search className="relative block">
      <Search
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 left-4 size-4.5 -translate-y-1/2 text-ink-faint"
      />
      <input
        ref={input}
        type="text"
        inputMode="search"
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setTyped('');
        }}
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={placeholder}
        className="field h-12 rounded-xl pr-20 pl-11 text-[15px] shadow-card"
      />
      <span className="absolute top-1/2 right-3.5 flex -translate-y-1/2 items-center">
        {typed === '' ? (
          <kbd
            aria-hidden="true"
            className="rounded-md border border-line bg-sunken px-2 py-0.5 font-mono text-xs text-ink-faint max-sm:hidden"
          >
            /
          </kbd>
        ) : (
          <button
            type="button"
            aria-label="Clear the search"
            className="rounded-md p-1 text-ink-faint hover:bg-sunken hover:text-ink"
            onClick={() => {
              setTyped('');
              input.current?.focus();
            }}
          >
            <X className="size-4" aria-hidden="true" />
          </button>
        )}
      </span>
    </search>
  );
}
