/** How tabs look, wherever they stand. */
export const tabList = 'mb-5 flex gap-5 overflow-x-auto border-b border-line';
export const tabTrigger =
  'relative shrink-0 px-1 pt-1 pb-2.5 focus-visible:-outline-offset-2 font-medium whitespace-nowrap text-ink-soft hover:text-ink data-[state=active]:text-ink data-[state=active]:after:absolute data-[state=active]:after:inset-x-0 data-[state=active]:after:bottom-0 data-[state=active]:after:h-0.5 data-[state=active]:after:rounded-full data-[state=active]:after:bg-accent';
