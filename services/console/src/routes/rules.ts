import { ruleOf } from '@throughline/identity';
import { rulesDetail, rulesForeseen, rulesOrder, rulesPreviewOrder, rulesProgress } from '../api/rules.ts';
import { administrators, everybody } from '../auth/roles.ts';
import { consoleErrors } from '../errors.ts';
import { defineRoute, type Route } from '../http/route.ts';
import type { ConsoleDeps } from '../deps.ts';

const tag = 'Identity';

/** Types whose limits people may want to change; the vocabulary is open. */
const common = ['email', 'phone', 'user', 'cookie', 'device', 'slack', 'hubspot-contact', 'zendesk-user'];

const typesOf = (named: ReadonlyArray<string>) =>
  [...new Set([...common, ...named])].map((type) => {
    const { class: kind, limit, sharedAbove, exclusive } = ruleOf(type);
    return { type, class: kind, limit, sharedAbove, exclusive };
  });

/** By what rules identity decides; what others would change; making them hold. */
export function rulesRoutes({ ruleChanges, stewards }: ConsoleDeps): ReadonlyArray<Route> {
  return [
    defineRoute({
      id: 'rules.read',
      method: 'get',
      path: '/api/v1/identity/rules',
      tag,
      summary: 'The rules that hold, and how far those are that were ordered last',
      roles: everybody,
      audited: false,
      response: rulesDetail,
      async handle() {
        const [rules, progress] = await Promise.all([stewards.reads.rules(), ruleChanges.latest()]);
        const named = [...Object.keys(rules.limits ?? {}), ...Object.keys(rules.sharedAbove ?? {})];
        return { body: { rules: { ...rules }, types: typesOf(named), progress } };
      },
    }),
    defineRoute({
      id: 'rules.preview',
      method: 'post',
      path: '/api/v1/identity/rules/preview',
      tag,
      summary:
        'How many customers would merge and split under other rules, with examples; reads everything once',
      roles: administrators,
      audited: true,
      body: rulesPreviewOrder,
      response: rulesForeseen,
      async handle({ body: { rules } }) {
        const foreseen = await ruleChanges.preview(rules);
        const { examples, ...figures } = foreseen;
        return {
          body: {
            ...figures,
            examples: examples.map(({ change, customerIds, results }) => ({
              change,
              customerIds: [...customerIds],
              results: results.map((identifiers) => [...identifiers]),
            })),
          },
          subjects: examples.flatMap(({ customerIds }) => customerIds.map((id) => `customer:${id}`)),
          details: figures,
        };
      },
    }),
    defineRoute({
      id: 'rules.apply',
      method: 'put',
      path: '/api/v1/identity/rules',
      tag,
      summary: 'Makes rules hold for all that comes at once, and in the background for all that is known',
      roles: administrators,
      audited: true,
      takesKey: true,
      status: 202,
      body: rulesOrder,
      response: rulesProgress,
      async handle({ body: { rules, reason } }, { caller, idempotencyKey }) {
        await ruleChanges.order({ id: idempotencyKey, rules, by: caller?.name ?? '', reason });
        const progress = await ruleChanges.read(idempotencyKey);
        if (progress === null) throw consoleErrors.internal();
        return { body: progress, subjects: [`command:${idempotencyKey}`], details: { ...rules } };
      },
    }),
  ];
}
