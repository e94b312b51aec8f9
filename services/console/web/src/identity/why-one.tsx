import { useQuery } from '@tanstack/react-query';
import { Fingerprint, Link2, ShieldBan } from 'lucide-react';
import { useState } from 'react';
import type { EdgeDetail, EvidenceDetail, KnownIdentifier } from '../../../src/api/evidence.ts';
import { evidenceQuery } from '../api/identity-queries.ts';
import { meQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { Empty, Failed, Skeleton } from '../parts/states.tsx';
import { EdgeRow } from './edge-row.tsx';
import { EraseSection } from './erase.tsx';
import { FindCustomer } from './find-customer.tsx';
import { IdentifierRow } from './identifier-row.tsx';
import { intents, type Intent } from './intents.ts';
import { OrderDialog } from './order-dialog.tsx';
import { typeName } from './words.ts';

/** Rows of a list that are shown at first. */
const AT_FIRST = 40;

interface WhyOneProps {
  readonly customerId: string;
  /** Shows an interaction, by its document. */
  readonly onOpen: (document: string) => void;
}

/** Why these identifiers are one person’s, and what can be done where they are not. */
export function WhyOne({ customerId, onOpen }: WhyOneProps) {
  const evidence = useQuery(evidenceQuery(customerId));
  const me = useQuery(meQuery);
  const [intent, setIntent] = useState<Intent>();
  if (evidence.isPending) return <Skeleton rows={5} />;
  if (evidence.isError) return <Failed error={evidence.error} retry={() => void evidence.refetch()} />;
  const mayOrder = me.data?.role === 'admin' || me.data?.role === 'agent';
  return (
    <div className="space-y-6">
      <Actions evidence={evidence.data} mayOrder={mayOrder} onIntent={setIntent} />
      <Identifiers evidence={evidence.data} mayOrder={mayOrder} onIntent={setIntent} />
      <Edges evidence={evidence.data} mayOrder={mayOrder} onIntent={setIntent} onOpen={onOpen} />
      {me.data?.role === 'admin' && <EraseSection customerId={customerId} />}
      <OrderDialog intent={intent} onChange={setIntent} />
    </div>
  );
}

interface PartProps {
  readonly evidence: EvidenceDetail;
  readonly mayOrder: boolean;
  readonly onIntent: (intent: Intent) => void;
}

/** The identifier that stands for somebody where two customers are linked: proved, not shared, no device. */
const strongest = (identifiers: ReadonlyArray<KnownIdentifier>): string | undefined =>
  (identifiers.find(({ shared, ruling }) => !shared && ruling !== 'blocked') ?? identifiers[0])?.identifier;

function Actions({ evidence, mayOrder, onIntent }: PartProps) {
  const [finding, setFinding] = useState<'link' | 'neverLink'>();
  const own = strongest(evidence.identifiers);
  if (!mayOrder || own === undefined) return null;
  return (
    <div className="flex flex-wrap gap-2">
      <Button onClick={() => setFinding('link')}>
        <Link2 className="size-4" aria-hidden="true" /> Link with somebody…
      </Button>
      <Button onClick={() => setFinding('neverLink')}>
        <ShieldBan className="size-4" aria-hidden="true" /> Never link with somebody…
      </Button>
      <FindCustomer
        open={finding !== undefined}
        title={finding === 'link' ? 'Link with' : 'Never link with'}
        except={evidence.customerId}
        onClose={() => setFinding(undefined)}
        onFound={(other) => {
          if (finding !== undefined) onIntent(intents[finding]([[own, other]]));
          setFinding(undefined);
        }}
      />
    </div>
  );
}

function Identifiers({ evidence, mayOrder, onIntent }: PartProps) {
  const groups = [...Map.groupBy(evidence.identifiers, ({ type }) => type)];
  if (groups.length === 0)
    return (
      <Empty icon={Fingerprint} title="No identifiers">
        This customer is a conversation of nobody known.
      </Empty>
    );
  return (
    <section aria-labelledby="identifiers" className="card p-5">
      <h2 id="identifiers" className="text-[15px] font-semibold">
        Known by
      </h2>
      {groups.map(([type, members]) => (
        <Group
          key={type}
          {...{ type, members, mayOrder, onIntent }}
          alone={evidence.identifiers.length === 1}
        />
      ))}
    </section>
  );
}

interface GroupProps extends Omit<PartProps, 'evidence'> {
  readonly type: string;
  readonly members: ReadonlyArray<KnownIdentifier>;
  readonly alone: boolean;
}

/** Identifiers of one type; some have thousands of cookies. */
function Group({ type, members, alone, mayOrder, onIntent }: GroupProps) {
  const [all, setAll] = useState(false);
  const shown = all ? members : members.slice(0, AT_FIRST);
  return (
    <div className="mt-3">
      <h3 className="text-xs font-semibold tracking-wide text-ink-faint uppercase">{typeName(type)}</h3>
      <ul className="divide-y divide-line">
        {shown.map((one) => (
          <IdentifierRow
            key={`${one.identifier} ${one.validTo ?? ''}`}
            identifier={one}
            alone={alone}
            mayOrder={mayOrder}
            onIntent={onIntent}
          />
        ))}
      </ul>
      {shown.length < members.length && (
        <Button small className="mt-2" onClick={() => setAll(true)}>
          Show all {members.length.toLocaleString()}
        </Button>
      )}
    </div>
  );
}

const keyOf = ({ from, to, kind }: EdgeDetail): string => `${from} ${to} ${kind}`;

function EdgeList(
  props: PartProps & Pick<WhyOneProps, 'onOpen'> & { readonly edges: ReadonlyArray<EdgeDetail> },
) {
  const { edges, evidence, mayOrder, onIntent, onOpen } = props;
  const [all, setAll] = useState(false);
  const shown = all ? edges : edges.slice(0, AT_FIRST);
  return (
    <>
      <ul className="divide-y divide-line">
        {shown.map((edge) => (
          <EdgeRow
            key={keyOf(edge)}
            edge={edge}
            customerId={evidence.customerId}
            mayOrder={mayOrder}
            onIntent={onIntent}
            onOpen={onOpen}
          />
        ))}
      </ul>
      {shown.length < edges.length && (
        <Button small className="mt-3" onClick={() => setAll(true)}>
          Show all {edges.length.toLocaleString()}
        </Button>
      )}
    </>
  );
}

function Edges(props: PartProps & Pick<WhyOneProps, 'onOpen'>) {
  const { edges } = props.evidence;
  const accepted = edges.filter((edge) => edge.accepted);
  const refused = edges.filter((edge) => !edge.accepted);
  return (
    <>
      <section aria-labelledby="evidence" className="card p-5">
        <h2 id="evidence" className="text-[15px] font-semibold">
          Why one person
        </h2>
        {accepted.length === 0 ? (
          <p className="mt-1 text-ink-soft">
            There is nothing to tie: this customer is known by one identifier.
          </p>
        ) : (
          <EdgeList {...props} edges={accepted} />
        )}
      </section>
      {refused.length > 0 && (
        <section aria-labelledby="refused" className="card p-5">
          <h2 id="refused" className="text-[15px] font-semibold">
            What did not count
          </h2>
          <EdgeList {...props} edges={refused} />
        </section>
      )}
    </>
  );
}
