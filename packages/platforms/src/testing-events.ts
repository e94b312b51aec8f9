import type { HttpRequest } from './contract.ts';
import { header, textOf } from './schemes/index.ts';

/** For tests: deliveries whose event is one that nobody has ever heard of. Nothing outside tests imports this file. */

export const UNKNOWN_EVENT = 'kite_flown';

/** What vendors call the name of an event: in bodies, headers and queries. */
const EVENT_NAME =
  /^(?:x-[a-z0-9-]*(?:topic|event|request-name)|(?:type|event|topic|action|kind|trigger|change|object|item|subscription|message|request)[_-]?(?:type|name)?|triggered_event|field|resource|entity|operation|module)$/i;

const DEEPEST = 6;

type Path = ReadonlyArray<string>;

/** A request whose event is unknown, and where it was changed. */
export interface Unheard {
  readonly where: string;
  readonly request: HttpRequest;
}

function* namesIn(value: unknown, at: Path = []): Generator<Path> {
  if (at.length > DEEPEST || typeof value !== 'object' || value === null) return;
  for (const [key, one] of Object.entries(value)) {
    if (typeof one === 'string' && EVENT_NAME.test(key)) yield [...at, key];
    else yield* namesIn(one, [...at, key]);
  }
}

function withUnknown(value: unknown, [key = '', ...rest]: Path): unknown {
  const object = Object(value) as Readonly<Record<string, unknown>>;
  const changed = rest.length === 0 ? UNKNOWN_EVENT : withUnknown(object[key], rest);
  return Array.isArray(value)
    ? value.map((one: unknown, index) => (String(index) === key ? changed : one))
    : { ...object, [key]: changed };
}

function* inJson(request: HttpRequest): Generator<Unheard> {
  let body: unknown;
  try {
    body = JSON.parse(textOf(request.body));
  } catch {
    return;
  }
  for (const path of namesIn(body))
    yield {
      where: path.join('.'),
      request: { ...request, body: Buffer.from(JSON.stringify(withUnknown(body, path))) },
    };
}

function* inForm(request: HttpRequest): Generator<Unheard> {
  if (!(header(request, 'content-type') ?? '').includes('form-urlencoded')) return;
  const form = new URLSearchParams(textOf(request.body));
  for (const name of new Set(form.keys())) {
    if (!EVENT_NAME.test(name)) continue;
    const changed = new URLSearchParams(form);
    changed.set(name, UNKNOWN_EVENT);
    yield { where: `field ${name}`, request: { ...request, body: Buffer.from(changed.toString()) } };
  }
}

function* inHeaders(request: HttpRequest): Generator<Unheard> {
  for (const name of Object.keys(request.headers))
    if (EVENT_NAME.test(name))
      yield {
        where: `header ${name}`,
        request: { ...request, headers: { ...request.headers, [name]: UNKNOWN_EVENT } },
      };
}

/** Vendors that are given a URL for each event say it in the path, `/case/created`, or in the query. */
function* inUrl(request: HttpRequest): Generator<Unheard> {
  const url = new URL(request.url);
  const behind = url.pathname.split('/').slice(4);
  for (const [index, segment] of behind.entries()) {
    if (!/^[a-z][a-z_-]*$/i.test(segment)) continue;
    const path = behind.with(index, UNKNOWN_EVENT).join('/');
    const base = request.url.split('/').slice(0, 6).join('/');
    yield { where: `path ${segment}`, request: { ...request, url: `${base}/${path}${url.search}` } };
  }
  for (const name of new Set(url.searchParams.keys())) {
    if (!EVENT_NAME.test(name)) continue;
    const changed = new URL(url);
    changed.searchParams.set(name, UNKNOWN_EVENT);
    yield { where: `query ${name}`, request: { ...request, url: changed.href } };
  }
}

/** The request once for each place that may name its event, with an unknown event there. */
export const unheardOf = (request: HttpRequest): ReadonlyArray<Unheard> => [
  ...inJson(request),
  ...inForm(request),
  ...inHeaders(request),
  ...inUrl(request),
];
