import { destinations } from '@throughline/platforms/destinations';
import {
  destinationErrorPage,
  destinationErrorQuery,
  destinationItem,
  destinationList,
  jobChoice,
  jobsChanged,
  newDestination,
} from '../api/connections.ts';
import { withId } from '../api/shapes.ts';
import { administrators, everybody, evidenceReaders, operators } from '../auth/roles.ts';
import { consoleErrors } from '../errors.ts';
import { defineRoute, type Route } from '../http/route.ts';
import type { ConsoleDeps } from '../deps.ts';
import { destinationErrorOf, destinationItemOf } from '../present/destination.ts';

const tag = 'Destinations';

/** Settings as the platform wants them, parted into what is encrypted and what may be shown. */
function partedSettings(platform: string, settings: Readonly<Record<string, unknown>>) {
  if (!destinations.has(platform)) throw consoleErrors.platformUnknown({ detail: { platform } });
  const { settings: schema, secretSettings } = destinations.get(platform);
  const parsed = schema.safeParse(settings);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.map(String).join('.')}: ${issue.message}`,
    );
    throw consoleErrors.settingsInvalid({ detail: { platform, problems } });
  }
  const all = Object.entries(Object(parsed.data));
  const secret = new Set(secretSettings);
  return {
    credentials: Object.fromEntries(all.filter(([name]) => secret.has(name))),
    options: Object.fromEntries(all.filter(([name]) => !secret.has(name))),
  };
}

/** Where customers and activities are written to, and what could not be. */
export function destinationRoutes({ connections, ledger }: ConsoleDeps): ReadonlyArray<Route> {
  const assertKnown = async (id: string): Promise<void> => {
    if ((await connections.getDestination(id)) === undefined) throw consoleErrors.notFound();
  };
  /** The jobs among those given that are errors of this destination: an id of another's is left alone. */
  const errorsAmong = async (connectionId: string, jobs: ReadonlyArray<number>): Promise<number[]> => {
    const wanted = new Set(jobs);
    const own: number[] = [];
    let after = 0;
    for (;;) {
      const page = await ledger.listErrors({ connectionId, after, limit: 1000 });
      own.push(...page.map((job) => job.id).filter((id) => wanted.has(id)));
      const last = page.at(-1);
      if (last === undefined || own.length === wanted.size) return own;
      after = last.id;
    }
  };
  const order = (verb: 'retry' | 'skip', summary: string): Route =>
    defineRoute({
      id: `destinations.${verb}`,
      method: 'post',
      path: `/api/v1/destinations/{id}/${verb}`,
      tag,
      summary,
      roles: operators,
      audited: true,
      params: withId,
      body: jobChoice,
      response: jobsChanged,
      async handle({ params: { id }, body: { jobs } }) {
        await assertKnown(id);
        const own = await errorsAmong(id, jobs);
        const changed = own.length === 0 ? 0 : await ledger[verb](own);
        return {
          body: { changed },
          subjects: [`destination:${id}`, ...own.map((job) => `job:${job}`)],
          details: { changed },
        };
      },
    });

  return [
    defineRoute({
      id: 'destinations.create',
      method: 'post',
      path: '/api/v1/destinations',
      tag,
      summary: 'Connects a CRM or tool to be written to',
      roles: administrators,
      audited: true,
      status: 201,
      body: newDestination,
      response: destinationItem,
      async handle({ body: { platform, name, settings } }) {
        const made = await connections.createDestination({
          platform,
          name,
          ...partedSettings(platform, settings),
        });
        return {
          body: destinationItemOf(made, undefined),
          subjects: [`destination:${made.id}`],
          details: { platform },
        };
      },
    }),
    defineRoute({
      id: 'destinations.list',
      method: 'get',
      path: '/api/v1/destinations',
      tag,
      summary: 'Destinations, their state and how much waits',
      roles: everybody,
      audited: false,
      response: destinationList,
      async handle() {
        const [all, stats] = await Promise.all([connections.listDestinations(), ledger.stats()]);
        const byId = new Map(stats.map((one) => [one.connectionId, one]));
        return { body: { items: all.map((one) => destinationItemOf(one, byId.get(one.id))) } };
      },
    }),
    defineRoute({
      id: 'destinations.errors',
      method: 'get',
      path: '/api/v1/destinations/{id}/errors',
      tag,
      summary: 'Records that wait for a person, and what to do about each',
      roles: evidenceReaders,
      audited: true,
      params: withId,
      query: destinationErrorQuery,
      response: destinationErrorPage,
      async handle({ params: { id }, query: { limit, cursor } }) {
        await assertKnown(id);
        const after = cursor === undefined ? 0 : Number.parseInt(cursor, 10);
        const jobs = await ledger.listErrors({
          connectionId: id,
          limit,
          ...(Number.isSafeInteger(after) ? { after } : {}),
        });
        const last = jobs.at(-1);
        return {
          body: {
            items: jobs.map(destinationErrorOf),
            next: last !== undefined && jobs.length === limit ? String(last.id) : null,
          },
          subjects: [
            `destination:${id}`,
            ...new Set(jobs.flatMap((job) => job.customers.map((customer) => `customer:${customer}`))),
          ],
        };
      },
    }),
    order('retry', 'Tries failed records again'),
    order('skip', 'Leaves failed records as they are until something about them changes'),
  ];
}
