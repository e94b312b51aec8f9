import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';

interface SheetProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly children: ReactNode;
  /** `side`: from the right edge, for something out of a list. `middle`: a task. */
  readonly place?: 'side' | 'middle';
}

/** A layer over the page; focus stays in it, Escape closes it. */
export function Sheet({ open, onClose, title, children, place = 'side' }: SheetProps) {
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade bg-black/30 backdrop-blur-[1px] dark:bg-black/55" />
        <Dialog.Content
          aria-describedby={undefined}
          className={classes(
            'fixed z-50 flex flex-col bg-surface text-ink shadow-high focus:outline-none',
            place === 'side'
              ? 'inset-y-0 right-0 w-full max-w-xl animate-slide border-l border-line sm:inset-y-2 sm:right-2 sm:rounded-2xl sm:border'
              : 'inset-x-3 top-[6vh] mx-auto max-h-[88vh] max-w-2xl animate-rise rounded-2xl border border-line',
          )}
        >
          <header className="flex items-start gap-3 border-b border-line px-5 py-4">
            <Dialog.Title className="min-w-0 flex-1 text-base font-semibold">{title}</Dialog.Title>
            <Dialog.Close
              aria-label="Close"
              className="-m-1 rounded-lg p-1.5 text-ink-faint hover:bg-sunken hover:text-ink"
            >
              <X className="size-5" aria-hidden="true" />
            </Dialog.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">{children}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
