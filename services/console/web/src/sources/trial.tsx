import { useMutation } from '@tanstack/react-query';
import { CircleCheck, CircleQuestionMark, CircleX, LoaderCircle, SendHorizontal } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { TrialCheck, TrialResult } from '../../../src/api/trial.ts';
import { api } from '../api/client.ts';
import { Button } from '../parts/button.tsx';
import { ChannelIcon, channelOf, sentence } from '../parts/channels.tsx';
import { classes } from '../parts/classes.ts';

const looks = {
  good: { icon: CircleCheck, text: 'text-good', spoken: 'Passed: ' },
  unknown: { icon: CircleQuestionMark, text: 'text-warn', spoken: 'Not known: ' },
  bad: { icon: CircleX, text: 'text-bad', spoken: 'Failed: ' },
} as const;

function CheckLine({ check }: { readonly check: TrialCheck }) {
  const { icon: Icon, text: tone, spoken } = looks[check.state];
  // What was merely not reached asks for nothing.
  const text = check.state === 'unknown' && check.action === undefined ? 'text-ink-soft' : tone;
  const line = useRef<HTMLLIElement>(null);
  // Seen as it appears, above what stays at the bottom.
  useEffect(() => {
    line.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <li
      ref={line}
      className="flex animate-rise scroll-mb-44 gap-2.5"
      data-check={check.name}
      data-state={check.state}
    >
      <Icon className={classes('mt-0.5 size-4.5 shrink-0', text)} aria-hidden="true" />
      <div className="min-w-0">
        <p className={classes('font-semibold break-words', text)}>
          <span className="sr-only">{spoken}</span>
          {check.title}
        </p>
        <p className="text-[13px] break-words text-ink-soft">{check.detail}</p>
        {check.action !== undefined && <p className="text-[13px] break-words text-ink">{check.action}</p>}
      </div>
    </li>
  );
}

const BETWEEN_LINES_MS = 260;

/** How many lines are shown: one after the other, as a delivery goes its way. */
function useLineByLine(lines: number): number {
  const [shown, setShown] = useState(1);
  useEffect(() => {
    const timer = setInterval(() => setShown((count) => Math.min(count + 1, lines)), BETWEEN_LINES_MS);
    return () => clearInterval(timer);
  }, [lines]);
  return shown;
}

function Result({ result }: { readonly result: TrialResult }) {
  const shown = useLineByLine(result.checks.length);
  return (
    <>
      <ol aria-label="Checks" className="mt-4 space-y-3">
        {result.checks.slice(0, shown).map((check) => (
          <CheckLine key={check.name} check={check} />
        ))}
      </ol>
      {shown === result.checks.length && <ReadAs result={result} />}
    </>
  );
}

/** What the sample was read as: what the archive would show. */
function ReadAs({ result }: { readonly result: TrialResult }) {
  if (result.interactions.length === 0) return null;
  return (
    <ul aria-label="What it is read as" className="mt-3 animate-rise space-y-2">
      {result.interactions.slice(0, 3).map((interaction, index) => (
        <li key={index} className="flex gap-3 rounded-xl border border-line bg-surface px-3 py-2.5">
          <ChannelIcon channel={interaction.channel} />
          <div className="min-w-0">
            <p className="text-[13px] text-ink-soft">
              {channelOf(interaction.channel).label} · {sentence(interaction.kind)}
              {interaction.direction !== 'none' && ` · ${interaction.direction}`}
              {interaction.author !== null && ` · ${interaction.author}`}
            </p>
            <p className="line-clamp-2 break-words">
              {interaction.subject ?? interaction.text ?? sentence(interaction.event)}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}

interface TrialProps {
  readonly sourceId: string;
  /** Titles of the samples that can be sent. */
  readonly samples: ReadonlyArray<string>;
}

/** Sends a test delivery and shows, line by line, how far it got and why not further. */
export function Trial({ sourceId, samples }: TrialProps) {
  const [sample, setSample] = useState(0);
  const trial = useMutation({
    mutationFn: () => api<TrialResult>(`/sources/${sourceId}/trial`, { method: 'POST', body: { sample } }),
  });
  return (
    <div>
      <div className="flex flex-wrap items-center gap-2">
        {samples.length > 1 && (
          <select
            className="field min-w-0 flex-1 basis-52"
            aria-label="What is sent"
            value={sample}
            onChange={(event) => setSample(Number(event.target.value))}
          >
            {samples.map((title, index) => (
              <option key={title} value={index}>
                {title}
              </option>
            ))}
          </select>
        )}
        <Button disabled={trial.isPending || samples.length === 0} onClick={() => trial.mutate()}>
          {trial.isPending ? (
            <LoaderCircle className="size-4 animate-spin" aria-hidden="true" />
          ) : (
            <SendHorizontal className="size-4" aria-hidden="true" />
          )}
          {trial.isPending ? 'On its way…' : 'Send a test delivery'}
        </Button>
      </div>
      {trial.error !== null && (
        <p role="alert" className="mt-3 rounded-lg bg-bad-soft px-3 py-2 text-bad">
          {trial.error.message}
        </p>
      )}
      {/* A result of its own each time: it begins at its first line. */}
      <div aria-live="polite">
        {!trial.isPending && trial.data !== undefined && (
          <Result key={trial.submittedAt} result={trial.data} />
        )}
      </div>
    </div>
  );
}
