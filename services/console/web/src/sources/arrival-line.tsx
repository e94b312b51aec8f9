import type { Arrivals } from '../../../src/api/connections.ts';
import { classes } from '../parts/classes.ts';
import { Ago } from '../parts/time.tsx';

const looks = {
  waiting: { text: 'text-warn', dot: 'bg-warn', soft: 'bg-warn-soft' },
  greeted: { text: 'text-warn', dot: 'bg-warn', soft: 'bg-warn-soft' },
  receiving: { text: 'text-good', dot: 'bg-good', soft: 'bg-good-soft' },
  refused: { text: 'text-bad', dot: 'bg-bad', soft: 'bg-bad-soft' },
} as const;

/** Said once to those who listen, without the time that counts up. */
const spoken = {
  waiting: 'Waiting for the first delivery',
  greeted: 'The vendor’s handshake was answered; waiting for the first delivery',
  receiving: 'The vendor’s deliveries arrive',
  refused: 'The last delivery was refused',
} as const;

function Sentence({ arrivals: { state, accepted, handshake, refused } }: { readonly arrivals: Arrivals }) {
  if (state === 'refused' && refused !== null)
    return (
      <>
        Refused <Ago at={refused.at} />: {refused.reason}
      </>
    );
  if (state === 'receiving' && accepted !== null)
    return (
      <>
        Last delivery <Ago at={accepted.at} />
      </>
    );
  if (state === 'greeted' && handshake !== null)
    return (
      <>
        Handshake answered <Ago at={handshake.at} />, waiting for the first delivery
      </>
    );
  return <>Waiting for the first delivery</>;
}

function Dot({ look, pulsing }: { readonly look: string; readonly pulsing: boolean }) {
  return (
    <span aria-hidden="true" className="relative flex size-2 shrink-0">
      {pulsing && <span className={classes('absolute inset-0 animate-ping rounded-full opacity-60', look)} />}
      <span className={classes('relative size-2 rounded-full', look)} />
    </span>
  );
}

/** What became of the vendor's deliveries, in one line of a list. */
export function ArrivalLine({ arrivals }: { readonly arrivals: Arrivals }) {
  const { text, dot } = looks[arrivals.state];
  return (
    <p
      className={classes('flex items-center gap-2 text-[13px] font-medium', text)}
      data-state={arrivals.state}
      title={arrivals.refused?.action}
    >
      <Dot look={dot} pulsing={false} />
      <span className="min-w-0 truncate">
        <Sentence arrivals={arrivals} />
        {arrivals.state === 'refused' && (
          <span className="font-normal text-ink-soft"> — {arrivals.refused?.action}</span>
        )}
      </span>
    </p>
  );
}

const counted = (count: number, what: string): string => `${count.toLocaleString()} ${what}`;

/** The same with all that is known, watched as it happens. */
export function ArrivalWatch({ arrivals }: { readonly arrivals: Arrivals }) {
  const { state, accepted, handshake, refused } = arrivals;
  const { text, dot, soft } = looks[state];
  const counts = [
    ...(accepted === null ? [] : [counted(accepted.count, 'accepted')]),
    ...(handshake === null
      ? []
      : [counted(handshake.count, handshake.count === 1 ? 'handshake' : 'handshakes')]),
    ...(refused === null ? [] : [counted(refused.count, 'refused')]),
  ];
  return (
    <div className={classes('rounded-xl px-3.5 py-3 transition-colors', soft)} data-state={state}>
      <span role="status" className="sr-only">
        {spoken[state]}
      </span>
      <p className={classes('flex items-center gap-2.5 font-semibold', text)}>
        <Dot look={dot} pulsing={state !== 'receiving'} />
        <span className="min-w-0 break-words">
          <Sentence arrivals={arrivals} />
        </span>
      </p>
      {state === 'refused' && refused !== null && <p className="mt-1 pl-4.5 text-ink">{refused.action}</p>}
      {counts.length > 0 && <p className="mt-1 pl-4.5 text-[13px] text-ink-soft">{counts.join(' · ')}</p>}
    </div>
  );
}
