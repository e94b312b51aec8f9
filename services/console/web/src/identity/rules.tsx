import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { RulesDetail, RulesProgress, RuleSetSent } from '../../../src/api/rules.ts';
import { api, newKey } from '../api/client.ts';
import { foreseeRules, rulesQuery } from '../api/identity-queries.ts';
import { meQuery } from '../api/queries.ts';
import { queryClient } from '../api/query-client.ts';
import { Button } from '../parts/button.tsx';
import { Failed, Skeleton } from '../parts/states.tsx';
import { ReasonField, reasonIn } from './reason-field.tsx';
import { RulesForeseen } from './rules-foreseen.tsx';
import { RulesForm } from './rules-form.tsx';
import { RulesProgressLine } from './rules-progress.tsx';

const NOT_KEPT = new Set(['customer', 'customers', 'timeline', 'evidence', 'conflicts', 'orders']);

interface Ordered {
  readonly rules: RuleSetSent;
  readonly reason: string;
  readonly key: string;
}

const applyRules = ({ rules, reason, key }: Ordered) =>
  api<RulesProgress>('/identity/rules', { method: 'PUT', body: { rules, reason }, key });

/** By what rules identity decides; what others would change; making them hold. */
export function Rules() {
  const me = useQuery(meQuery);
  const rules = useQuery(rulesQuery);
  if (rules.isPending) return <Skeleton rows={5} />;
  if (rules.isError) return <Failed error={rules.error} retry={() => void rules.refetch()} />;
  return (
    <Editing
      // What holds was changed, by whomever: the form begins with that.
      key={JSON.stringify(rules.data.rules)}
      detail={rules.data}
      mayChange={me.data?.role === 'admin'}
    />
  );
}

function Editing({ detail, mayChange }: { readonly detail: RulesDetail; readonly mayChange: boolean }) {
  const { progress } = detail;
  const [draft, setDraft] = useState<RuleSetSent>(detail.rules);
  const preview = useMutation({ mutationFn: foreseeRules });
  const apply = useMutation({
    mutationFn: applyRules,
    onSuccess: () =>
      queryClient.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] === 'rules' || NOT_KEPT.has(String(queryKey[0])),
      }),
  });
  const isSame = JSON.stringify(draft) === JSON.stringify(detail.rules);
  const isForeseen =
    preview.data !== undefined && JSON.stringify(preview.variables) === JSON.stringify(draft);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = reasonIn(event.currentTarget);
    if (reason !== undefined) apply.mutate({ rules: draft, reason, key: newKey() });
  };
  return (
    <div className="space-y-5">
      {progress !== null && (
        <RulesProgressLine
          progress={progress}
          onResume={
            mayChange
              ? () => apply.mutate({ rules: progress.rules, reason: progress.reason, key: progress.id })
              : undefined
          }
        />
      )}
      <form
        className="card space-y-6 p-5"
        onSubmit={(event) => {
          event.preventDefault();
          preview.mutate(draft);
        }}
      >
        <RulesForm rules={draft} types={detail.types} disabled={!mayChange} onChange={setDraft} />
        {mayChange && (
          <div className="flex flex-wrap justify-end gap-2">
            <Button look="quiet" disabled={isSame} onClick={() => setDraft(detail.rules)}>
              As they are
            </Button>
            <Button
              type="submit"
              look={isForeseen ? 'plain' : 'primary'}
              disabled={isSame || preview.isPending}
            >
              {preview.isPending ? 'Going over all customers…' : 'Preview'}
            </Button>
          </div>
        )}
      </form>
      {preview.error !== null && <Failed error={preview.error} />}
      {isForeseen && (
        <form onSubmit={submit} className="card space-y-5 p-5">
          <RulesForeseen foreseen={preview.data} />
          <ReasonField />
          {apply.error !== null && (
            <p role="alert" className="rounded-lg bg-bad-soft px-3 py-2 text-bad">
              {apply.error.message}
            </p>
          )}
          <div className="flex justify-end">
            <Button type="submit" look="primary" disabled={apply.isPending || progress?.state === 'running'}>
              Apply to all customers
            </Button>
          </div>
        </form>
      )}
    </div>
  );
}
