import { withId } from '../api/shapes.ts';
import { trialChoice, trialResult } from '../api/trial.ts';
import { administrators } from '../auth/roles.ts';
import type { ConsoleDeps } from '../deps.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { sourceOf } from './sources.ts';

/** Test deliveries. */
export function trialRoutes({ connections, trial }: ConsoleDeps): ReadonlyArray<Route> {
  return [
    defineRoute({
      id: 'sources.trial',
      method: 'post',
      path: '/api/v1/sources/{id}/trial',
      tag: 'Sources',
      summary: 'Sends a test delivery the vendor’s way and says which check passed; nothing of it is kept',
      roles: administrators,
      audited: true,
      params: withId,
      body: trialChoice,
      response: trialResult,
      async handle({ params: { id }, body: { sample } }) {
        const source = await sourceOf(connections, id);
        const result = await trial(source, sample);
        const red = result.checks.filter((check) => !check.ok).map(({ name }) => name);
        return { body: result, subjects: [`source:${id}`], details: { ok: result.ok, red } };
      },
    }),
  ];
}
