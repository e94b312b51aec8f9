import { interactionIdOf } from '../../reading/index.ts';
import { createVendor, type Route, type Simulator, type SimulatorOptions } from '../../simulation/index.ts';
import { generateSettings, type Settings } from '../source/settings.ts';
import { sign } from '../source/verify.ts';

const FORM = 'lT4Z3j';
const ENDPOINT = 'https://edge.example.com/webhooks/typeform/src_test';

interface Response {
  readonly token: string;
  readonly landed_at: string;
  readonly submitted_at: string;
  readonly answers: ReadonlyArray<unknown>;
}

const QUESTION = { id: 'DlXFaesGBpoF', type: 'long_text', ref: 'question' };
const EMAIL = { id: 'SMEUb7VJz92Q', type: 'email', ref: 'email' };
const definition = {
  id: FORM,
  title: 'Contact us',
  fields: [
    { ...QUESTION, title: 'What can we do for you?' },
    { ...EMAIL, title: 'Your e-mail address' },
  ],
};

const errorOf = (status: number, code: string) => ({ status, body: { code, description: code } });

/** A form that people fill in, with its webhook and the Responses API. */
export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const settings: Settings = {
    ...generateSettings(),
    apiToken: 'tfp_token',
    formIds: [FORM],
    apiUrl: baseUrl,
  };
  const responses: Response[] = [];
  const interactionIds = new Set<string>();

  function listed(query: URLSearchParams): ReadonlyArray<Response> {
    const secondsOf = (response: Response) => Date.parse(response.submitted_at) / 1000;
    const before = responses.findIndex((response) => response.token === query.get('before'));
    const included = query.get('included_response_ids');
    return (before < 0 ? responses : responses.slice(0, before))
      .filter((response) => included === null || included.split(',').includes(response.token))
      .filter((response) => secondsOf(response) >= Number(query.get('since') ?? 0))
      .filter((response) => secondsOf(response) <= Number(query.get('until') ?? Infinity))
      .toReversed();
  }

  const authorized =
    (answer: Route['answer']): Route['answer'] =>
    (request) =>
      request.headers['authorization'] === `Bearer ${settings.apiToken ?? ''}`
        ? answer(request)
        : errorOf(401, 'AUTHENTICATION_FAILED');

  const vendor = createVendor({
    now,
    routes: [
      {
        method: 'GET',
        path: /\/forms\/([^/]+)\/responses/,
        answer: authorized(({ path, url }) => {
          if (path[0] !== FORM) return errorOf(404, 'FORM_NOT_FOUND');
          const found = listed(url.searchParams);
          const size = Math.min(Number(url.searchParams.get('page_size') ?? 25), 1000);
          return {
            status: 200,
            body: {
              total_items: found.length,
              page_count: Math.ceil(found.length / size),
              items: found.slice(0, size),
            },
          };
        }),
      },
      {
        method: 'GET',
        path: /\/forms\/([^/]+)/,
        answer: authorized(({ path }) =>
          path[0] === FORM ? { status: 200, body: definition } : errorOf(404, 'FORM_NOT_FOUND'),
        ),
      },
    ],
    // Two requests a second and account: https://www.typeform.com/developers/get-started/
    limit: { most: 120, seconds: 60 },
    errorBody: (status) => ({ code: `STATUS_${status}`, description: 'simulated' }),
  });

  return {
    vendor,
    settings,
    happen() {
      const number = responses.length + 1;
      const second = `${now().toISOString().slice(0, 19)}Z`;
      const response: Response = {
        token: `token${String(number).padStart(27, '0')}`,
        landed_at: second,
        submitted_at: second,
        answers: [
          { type: 'text', text: `Where is parcel ${number}?`, field: QUESTION },
          { type: 'email', email: `customer${number}@example.net`, field: EMAIL },
        ],
      };
      responses.push(response);
      interactionIds.add(interactionIdOf('typeform', FORM, response.token));
      const body = {
        event_id: `event-${number}`,
        event_type: 'form_response',
        form_response: { form_id: FORM, ...response, definition },
      };
      const request = {
        method: 'POST',
        url: ENDPOINT,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify(body)),
      };
      return [sign(request, settings)];
    },
    tick: () => [],
    interactionIds: () => interactionIds,
  };
}
