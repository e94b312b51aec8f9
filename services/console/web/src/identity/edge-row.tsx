import type { EdgeDetail, Likeness } from '../../../src/api/evidence.ts';
import { Button } from '../parts/button.tsx';
import { IdentifierName } from './identifier-name.tsx';
import { intents, type Intent } from './intents.ts';
import { SightingLinks } from './sighting-links.tsx';
import { percent, Weights } from './weights.tsx';
import { evidenceSentence, refusalSentence, valueOf } from './words.ts';

interface EdgeRowProps {
  readonly edge: EdgeDetail;
  readonly customerId: string;
  readonly mayOrder: boolean;
  readonly onIntent: (intent: Intent) => void;
  readonly onOpen: (document: string) => void;
}

/** One piece of evidence: what it ties, why, since when, and what can be done about it. */
export function EdgeRow({ edge, customerId, mayOrder, onIntent, onOpen }: EdgeRowProps) {
  const { from, to, accepted, refusal, first, last } = edge;
  const between = `${valueOf(from)} and ${valueOf(to)}`;
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 py-3">
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap gap-x-2">
          <IdentifierName identifier={from} />
          <span aria-hidden="true" className="text-ink-faint">
            —
          </span>
          <IdentifierName identifier={to} />
        </p>
        <EdgeReason edge={edge} />
        {edge.match !== null && <Match match={edge.match} />}
        <p className="mt-0.5 flex flex-wrap gap-x-4 text-[13px] text-ink-soft">
          <SightingLinks label="First" customerId={customerId} sighting={first} onOpen={onOpen} />
          {last.at !== first.at && (
            <SightingLinks label="Last" customerId={customerId} sighting={last} onOpen={onOpen} />
          )}
        </p>
      </div>
      {mayOrder && (
        <div className="flex gap-1.5">
          {accepted ? (
            <Button
              small
              look="danger"
              aria-label={`Cut ${between}`}
              onClick={() => onIntent(intents.cut([from, to]))}
            >
              Cut
            </Button>
          ) : (
            <Button small aria-label={`Link ${between}`} onClick={() => onIntent(intents.link([[from, to]]))}>
              Link
            </Button>
          )}
          {refusal !== 'cannot-link' && (
            <Button
              small
              aria-label={`Never link ${between}`}
              onClick={() => onIntent(intents.neverLink([[from, to]]))}
            >
              Never link
            </Button>
          )}
        </div>
      )}
    </li>
  );
}

/** Why a model held the two for one person; folded, as most of the time that it did is enough. */
function Match({ match }: { readonly match: Likeness }) {
  return (
    <details className="mt-0.5 text-[13px]">
      <summary className="cursor-pointer text-ink-soft">
        {percent(match.probability)} likely one person, says model {match.model}
      </summary>
      <Weights evidence={match.evidence} />
    </details>
  );
}

export function EdgeReason({ edge }: { readonly edge: EdgeDetail }) {
  return (
    <p className="mt-0.5">
      {evidenceSentence(edge)}
      {edge.refusal !== null && (
        <span className="text-warn"> Not linked: {refusalSentence(edge.refusal)}.</span>
      )}
    </p>
  );
}
