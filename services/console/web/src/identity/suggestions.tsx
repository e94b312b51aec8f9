import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { Sparkles } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { MatchingStatus, SuggestionDetail } from '../../../src/api/conflicts.ts';
import type { ConsequenceDetail } from '../../../src/api/orders.ts';
import { api, newKey } from '../api/client.ts';
import { matchingQuery, suggestionsQuery } from '../api/identity-queries.ts';
import { meQuery } from '../api/queries.ts';
import { queryClient } from '../api/query-client.ts';
import { Button } from '../parts/button.tsx';
import { Empty, Failed, Skeleton } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { intents, type Intent } from './intents.ts';
import { OrderDialog } from './order-dialog.tsx';
import { nameOfSide } from './side-card.tsx';
import { SuggestionCard } from './suggestion-card.tsx';
import { useKeys } from './use-keys.ts';
import { counted } from './words.ts';

const USUAL_REASON = 'Compared side by side';

interface Decided {
  readonly suggestion: SuggestionDetail;
  readonly decision: 'link' | 'never-link';
}

function Status({ status: { model, waiting, open } }: { readonly status: MatchingStatus }) {
  return (
    <p className="text-[13px] text-ink-soft">
      {counted(open, 'suggestion')} ·{' '}
      {model === null ? (
        'no model was learnt yet'
      ) : (
        <>
          model {model.version}, learnt from {counted(model.records, 'customer')}{' '}
          <Time at={model.trainedAt} />
        </>
      )}
      {waiting > 0 && ` · ${counted(waiting, 'customer')} still to be compared`}
    </p>
  );
}

/** Likely matches, one at a time and by keyboard; every decision can be taken back. */
export function Suggestions() {
  const found = useInfiniteQuery(suggestionsQuery);
  const status = useQuery(matchingQuery);
  if (found.isPending) return <Skeleton rows={4} />;
  if (found.isError) return <Failed error={found.error} retry={() => void found.refetch()} />;
  const items = found.data.pages.flatMap((page) => page.items);
  return (
    <div className="space-y-4">
      {status.data !== undefined && <Status status={status.data} />}
      <Review
        items={items}
        onEnd={() => {
          if (found.hasNextPage && !found.isFetchingNextPage) void found.fetchNextPage();
        }}
      />
    </div>
  );
}

interface ReviewProps {
  readonly items: ReadonlyArray<SuggestionDetail>;
  readonly onEnd: () => void;
}

function Review({ items, onEnd }: ReviewProps) {
  const me = useQuery(meQuery);
  const mayOrder = me.data?.role === 'admin' || me.data?.role === 'agent';
  const [at, setAt] = useState(0);
  const [reason, setReason] = useState(USUAL_REASON);
  const [intent, setIntent] = useState<Intent>();
  const [decided, setDecided] = useState<ReadonlySet<string>>(new Set());
  const heading = useRef<HTMLHeadingElement>(null);
  const open = items.filter(({ id }) => !decided.has(id));
  const place = Math.min(at, open.length - 1);
  const current = open[place];

  const decide = useMutation({
    mutationFn: ({ suggestion, decision }: Decided) =>
      api<ConsequenceDetail>(`/identity/suggestions/${encodeURIComponent(suggestion.id)}`, {
        method: 'POST',
        body: { decision, reason: reason.trim() },
        key: newKey(),
      }),
    onSuccess: (_answer, { suggestion }) => {
      setDecided((before) => new Set([...before, suggestion.id]));
      heading.current?.focus();
      return queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'suggestions' });
    },
  });
  const order = useCallback(
    (decision: Decided['decision']) => {
      if (mayOrder && current !== undefined && !decide.isPending && reason.trim().length >= 3)
        decide.mutate({ suggestion: current, decision });
    },
    [mayOrder, current, decide, reason],
  );
  const move = useCallback(
    (by: number) => setAt(Math.max(0, Math.min(place + by, open.length - 1))),
    [place, open.length],
  );
  useKeys(intent === undefined, {
    j: () => move(1),
    k: () => move(-1),
    l: () => order('link'),
    n: () => order('never-link'),
  });
  useEffect(() => {
    if (place >= open.length - 3) onEnd();
  }, [place, open.length, onEnd]);

  return (
    <>
      <Outcome decide={decide} onUndo={(command) => setIntent(intents.undo(command))} />
      {current === undefined ? (
        <Empty icon={Sparkles} title="No suggestions">
          Nobody is likely to be one person with somebody else. New ones are found as customers come in.
        </Empty>
      ) : (
        <section aria-labelledby="suggestion" className="card p-5">
          <h2
            id="suggestion"
            ref={heading}
            tabIndex={-1}
            className="text-[15px] font-semibold focus:outline-none"
          >
            {nameOfSide(current.sides[0])} and {nameOfSide(current.sides[1])}
          </h2>
          <p className="text-[13px] text-ink-soft">
            {place + 1} of {open.length.toLocaleString()} shown
          </p>
          <SuggestionCard suggestion={current} />
          <div className="mt-5 flex flex-wrap items-end gap-2">
            {mayOrder && (
              <label className="min-w-52 flex-1">
                <span className="mb-1 block text-[13px] text-ink-soft">Reason</span>
                <input
                  className="field"
                  value={reason}
                  minLength={3}
                  maxLength={1000}
                  onChange={(event) => setReason(event.target.value)}
                />
              </label>
            )}
            <Button disabled={place === 0} onClick={() => move(-1)} aria-keyshortcuts="k">
              Back <Key name="k" />
            </Button>
            <Button disabled={place === open.length - 1} onClick={() => move(1)} aria-keyshortcuts="j">
              Skip <Key name="j" />
            </Button>
            {mayOrder && (
              <>
                <Button disabled={decide.isPending} onClick={() => order('never-link')} aria-keyshortcuts="n">
                  Two people <Key name="n" />
                </Button>
                <Button
                  look="primary"
                  disabled={decide.isPending}
                  onClick={() => order('link')}
                  aria-keyshortcuts="l"
                >
                  Link <Key name="l" />
                </Button>
              </>
            )}
          </div>
        </section>
      )}
      <OrderDialog intent={intent} onChange={setIntent} />
    </>
  );
}

const Key = ({ name }: { readonly name: string }) => (
  <kbd aria-hidden="true" className="rounded border border-current/30 px-1.5 font-mono text-xs max-sm:hidden">
    {name}
  </kbd>
);

interface OutcomeProps {
  readonly decide: {
    readonly data: ConsequenceDetail | undefined;
    readonly variables: Decided | undefined;
    readonly error: Error | null;
  };
  readonly onUndo: (command: string) => void;
}

/** What became of the last decision, and the way back. */
function Outcome({ decide: { data, variables, error }, onUndo }: OutcomeProps) {
  return (
    <div aria-live="polite" className="mb-3 empty:hidden">
      {error !== null && (
        <p role="alert" className="rounded-lg bg-bad-soft px-3 py-2 text-bad">
          {error.message}
        </p>
      )}
      {error === null && data !== undefined && variables !== undefined && (
        <p className="flex flex-wrap items-center gap-3 rounded-lg bg-good-soft px-3 py-2 text-good">
          {data.refused.length > 0
            ? 'A protection refused the link.'
            : variables.decision === 'link'
              ? 'Linked.'
              : 'Two people.'}{' '}
          {variables.suggestion.sides.map(nameOfSide).join(' and ')}
          <Button small onClick={() => onUndo(data.commandId)}>
            Undo
          </Button>
        </p>
      )}
    </div>
  );
}
