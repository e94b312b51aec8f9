import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import type { RawDelivery } from '../../../src/api/interactions.ts';
import { deliveryQuery } from '../api/identity-queries.ts';
import { rawQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Facts, Section } from '../parts/facts.tsx';
import { Failed, Skeleton } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';

/** The same JSON with indentation; undefined where it is none. */
function indented(body: RawDelivery['body']): string | undefined {
  if (body.encoding !== 'text' || body.truncated) return undefined;
  try {
    return JSON.stringify(JSON.parse(body.content), undefined, 2);
  } catch {
    return undefined;
  }
}

/** Form fields, decoded, one a line; undefined where the body is no form. */
function formFields(raw: RawDelivery): string | undefined {
  const type = raw.headers['content-type'] ?? '';
  if (!type.startsWith('application/x-www-form-urlencoded') || raw.body.encoding !== 'text') return undefined;
  return [...new URLSearchParams(raw.body.content)].map(([name, value]) => `${name} = ${value}`).join('\n');
}

function Proof({ raw }: { readonly raw: RawDelivery }) {
  const Icon = raw.intact ? ShieldCheck : ShieldAlert;
  return (
    <div className={`mb-6 flex gap-3 rounded-xl px-4 py-3.5 ${raw.intact ? 'bg-good-soft' : 'bg-bad-soft'}`}>
      <Icon className={`size-5 shrink-0 ${raw.intact ? 'text-good' : 'text-bad'}`} aria-hidden="true" />
      <div className="min-w-0">
        <p className={`font-semibold ${raw.intact ? 'text-good' : 'text-bad'}`}>
          {raw.intact ? 'Unchanged since it was received' : 'Not what was received'}
        </p>
        <p className="mt-0.5 text-[13px] text-ink-soft">
          Verified at receipt by <span className="font-medium text-ink">{raw.verification}</span>. The digest,
          computed again just now over the stored bytes, {raw.intact ? 'matches' : 'does not match'}.
        </p>
        <p className="mt-2 flex items-start gap-1 font-mono text-xs/5 break-all text-ink-soft">
          <span>SHA-256 {raw.digest}</span>
          <CopyButton value={raw.digest} label="Copy digest" />
        </p>
      </div>
    </div>
  );
}

function Body({ raw }: { readonly raw: RawDelivery }) {
  const readable = indented(raw.body) ?? formFields(raw);
  const [exact, setExact] = useState(false);
  const shown = readable !== undefined && !exact ? readable : raw.body.content;
  if (raw.body.bytes === 0) return <p className="text-ink-soft">The body is empty.</p>;
  return (
    <>
      <div className="mb-2 flex items-center gap-1">
        <p className="flex-1 text-[13px] text-ink-faint">
          {raw.body.bytes.toLocaleString()} bytes
          {raw.body.encoding === 'base64' && ', base64'}
          {raw.body.truncated && ', the beginning of it'}
          {raw.body.masked.length > 0 && `, masked: ${raw.body.masked.join(', ')}`}
        </p>
        {readable !== undefined && (
          <Button small look="quiet" aria-pressed={exact} onClick={() => setExact(!exact)}>
            {exact ? 'Readable' : 'Exact bytes'}
          </Button>
        )}
        <CopyButton value={raw.body.content} label="Copy body" />
      </div>
      <pre
        tabIndex={0}
        aria-label="Body"
        className="max-h-[60vh] overflow-auto rounded-xl border border-line bg-sunken/70 p-4 font-mono text-xs/5 break-words whitespace-pre-wrap"
      >
        {shown}
      </pre>
    </>
  );
}

/** The delivery that an interaction was read from. @param id the interaction's document */
export const RawView = ({ id }: { readonly id: string }) => <Loaded {...useQuery(rawQuery(id))} />;

/** A delivery by its digest: the very one that a piece of evidence came with. */
export const DeliveryView = ({ digest }: { readonly digest: string }) => (
  <Loaded {...useQuery(deliveryQuery(digest))} />
);

type LoadedProps = Pick<UseQueryResult<RawDelivery>, 'data' | 'isPending' | 'error' | 'refetch'>;

/** The delivery as it came in: proof, request, headers, body. */
function Loaded({ data: raw, isPending, error, refetch }: LoadedProps) {
  if (isPending) return <Skeleton />;
  if (raw === undefined) return <Failed error={error} retry={() => void refetch()} />;
  return (
    <>
      <Proof raw={raw} />
      <Section title="Request">
        <p className="rounded-xl border border-line px-3.5 py-2.5 font-mono text-xs/5 break-all">
          <span className="mr-2 rounded bg-accent-soft px-1.5 py-0.5 font-semibold text-accent-strong">
            {raw.method}
          </span>
          {raw.url}
        </p>
        <p className="mt-2 text-[13px] text-ink-soft">
          Received <Time at={raw.receivedAt} as="full" />
        </p>
      </Section>
      <Section title="Headers">
        <Facts rows={Object.entries(raw.headers)} mono />
      </Section>
      <Section title="Body">
        <Body raw={raw} />
      </Section>
      {raw.position !== null && (
        <Section title="Where it lies">
          <Facts
            mono
            rows={[
              ['Topic', raw.position.topic],
              ['Partition', String(raw.position.partition)],
              ['Offset', String(raw.position.offset)],
              ['Delivery', raw.deliveryId],
            ]}
          />
        </Section>
      )}
    </>
  );
}
