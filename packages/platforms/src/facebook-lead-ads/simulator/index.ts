import type { HttpRequest } from '../../contract.ts';
import { sign } from '../../meta/signature.ts';
import { interactionIdOf } from '../../reading/index.ts';
import {
  createVendor,
  type Route,
  type Simulator,
  type SimulatorOptions,
  type VendorAnswer,
  type VendorRequest,
} from '../../simulation/index.ts';
import { settings as schema, type Settings } from '../source/settings.ts';
import { manifest } from '../manifest.ts';
import { afterOf, paged, passes, type Filter } from './lists.ts';
import { answers } from './people.ts';

const PAGE = '682498302938465';
const APP = '1517776481860111';
const TOKEN = 'page-token';
const FORMS = ['1076420079436311', '1076420079436312', '1076420079436313'];
const EDGE = `https://edge.example.com/webhooks/${manifest.id}/src_test`;

const DAY = 24 * 60 * 60 * 1000;
const KEPT_MS = 90 * DAY;

interface Lead {
  /** Grows with time, as Meta's do. */
  readonly id: string;
  readonly form: string;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly fields: object;
}

const refusal = (status: number, code: number, message: string, subcode?: number): VendorAnswer => ({
  status,
  body: {
    error: {
      message,
      type: 'OAuthException',
      code,
      ...(subcode === undefined ? {} : { error_subcode: subcode }),
    },
  },
});

const absent = (id: string): VendorAnswer =>
  refusal(
    400,
    100,
    `Unsupported get request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
    33,
  );

const show = ({ id, form, created, fields }: Lead) => ({
  id,
  created_time: new Date(created).toISOString().replace(/\.\d+Z$/, '+0000'),
  form_id: form,
  is_organic: false,
  platform: 'fb',
  field_data: fields,
});

export interface LeadAdsSimulator extends Simulator {
  readonly settings: Settings;
  /** Somebody sends a form in. @returns its id, and the notification where the page is subscribed */
  submit(random: () => number): { readonly id: string; readonly notifications: ReadonlyArray<HttpRequest> };
  /** Deletes a lead, as the testing tool does. */
  remove(id: string): void;
  /** Refuses every call for so many minutes, as a spent budget does. */
  throttle(minutes: number): void;
  /** Somebody with access to the page ends the app's subscription. */
  unsubscribe(): void;
  /** Fields that the app is subscribed to at the page. */
  fields(): ReadonlyArray<string>;
  /** Ends the app's access to leads: from now on they are absent, as if they were deleted. */
  revokeLeadAccess(): void;
}

/** A page with three forms at Meta's Graph API; deliveries go to a source with the id `src_test`. */
export function createSimulator({ now, baseUrl }: SimulatorOptions): LeadAdsSimulator {
  const settings = schema.parse({
    appSecret: 'simulated-app-secret',
    verifyToken: 'simulated-verify-token',
    pageAccessToken: TOKEN,
    pageId: PAGE,
    appId: APP,
    apiUrl: baseUrl,
  });
  const leads = new Map<string, Lead>();
  const happened = new Set<string>();
  let fields: ReadonlyArray<string> = [];
  let throttledUntil = 0;
  let canReadLeads = true;
  let serial = 0;
  let repeat: HttpRequest | undefined;

  const exists = (lead: Lead | undefined): lead is Lead =>
    lead !== undefined && canReadLeads && now().getTime() - lead.created < KEPT_MS;

  /** Every route is behind the token and the budget of calls. */
  const route = (method: string, path: RegExp, answer: (request: VendorRequest) => VendorAnswer): Route => ({
    method,
    path,
    answer(request) {
      if (request.headers['authorization'] !== `Bearer ${TOKEN}`)
        return refusal(400, 190, 'Invalid OAuth access token');
      const wait = throttledUntil - now().getTime();
      if (wait <= 0) return answer(request);
      const usage = [
        { type: 'leadgen', call_count: 100, estimated_time_to_regain_access: Math.ceil(wait / 60_000) },
      ];
      return {
        ...refusal(400, 80005, 'There have been too many leadgen api calls to this Page account.'),
        headers: { 'x-business-use-case-usage': JSON.stringify({ [PAGE]: usage }) },
      };
    },
  });

  const routes: ReadonlyArray<Route> = [
    route('GET', /\/v\d+\.\d+\/(\d+)\/leadgen_forms/, (request) => {
      const after = afterOf(request);
      const forms = FORMS.filter((id) => after === undefined || id > after).map((id) => ({ id }));
      return { status: 200, body: paged(forms, request) };
    }),
    route('GET', /\/v\d+\.\d+\/(\d+)\/leads/, (request) => {
      const [form = ''] = request.path;
      if (!FORMS.includes(form) || !canReadLeads) return absent(form);
      const filters = JSON.parse(request.url.searchParams.get('filtering') ?? '[]') as Filter[];
      const after = afterOf(request);
      const list = [...leads.values()]
        .filter((lead) => lead.form === form && exists(lead) && passes(lead.created, filters))
        .sort((a, b) => Number(b.id) - Number(a.id))
        .filter((lead) => after === undefined || Number(lead.id) < Number(after));
      return { status: 200, body: paged(list.map(show), request) };
    }),
    route('GET', /\/v\d+\.\d+\/(\d+)\/subscribed_apps/, () => ({
      status: 200,
      body: {
        data: fields.length === 0 ? [] : [{ id: APP, name: 'Simulated app', subscribed_fields: fields }],
      },
    })),
    route('POST', /\/v\d+\.\d+\/(\d+)\/subscribed_apps/, (request) => {
      fields = (request.url.searchParams.get('subscribed_fields') ?? '').split(',').filter(Boolean);
      return { status: 200, body: { success: true } };
    }),
    route('DELETE', /\/v\d+\.\d+\/(\d+)\/subscribed_apps/, () => {
      fields = [];
      return { status: 200, body: { success: true } };
    }),
    route('GET', /\/v\d+\.\d+\/(\d+)/, (request) => {
      const [id = ''] = request.path;
      const lead = leads.get(id);
      return exists(lead) ? { status: 200, body: show(lead) } : absent(id);
    }),
  ];

  function notification(lead: Lead): HttpRequest {
    const value = {
      leadgen_id: lead.id,
      page_id: PAGE,
      form_id: lead.form,
      created_time: Math.floor(lead.created / 1000),
    };
    const body = {
      object: 'page',
      entry: [{ id: PAGE, time: value.created_time, changes: [{ field: 'leadgen', value }] }],
    };
    const headers = { 'content-type': 'application/json' };
    return sign({ method: 'POST', url: EDGE, headers, body: Buffer.from(JSON.stringify(body)) }, settings);
  }

  function submit(random: () => number) {
    const created = now().getTime();
    const id = `${Math.floor(created / 1000)}${String((serial += 1) % 100_000).padStart(5, '0')}`;
    const form = FORMS[Math.floor(random() * FORMS.length)] ?? FORMS[0] ?? '';
    const lead = { id, form, created, fields: answers(random) };
    leads.set(id, lead);
    happened.add(interactionIdOf(manifest.id, PAGE, id));
    if (!fields.includes('leadgen')) return { id, notifications: [] };
    repeat = notification(lead);
    return { id, notifications: [repeat] };
  }

  const throttle = (minutes: number) => void (throttledUntil = now().getTime() + minutes * 60_000);

  return {
    vendor: createVendor({
      now,
      routes,
      errorBody: (status) => refusal(status, status === 429 ? 4 : 2, 'An error occurred').body,
    }),
    settings,
    submit,
    remove: (id) => void leads.delete(id),
    throttle,
    unsubscribe: () => void (fields = []),
    fields: () => fields,
    revokeLeadAccess: () => void (canReadLeads = false),
    happen(random) {
      const what = random();
      if (what < 0.03) {
        // Nobody hears of a deletion; only what everybody has read by now goes.
        const old = [...leads.values()].find((lead) => now().getTime() - lead.created > 5 * DAY);
        if (old !== undefined) leads.delete(old.id);
        return [];
      }
      if (what < 0.05) {
        throttle(3);
        return [];
      }
      return submit(random).notifications;
    },
    /** Meta repeats what it believes was not answered in time. */
    tick() {
      const again = repeat;
      repeat = undefined;
      return again === undefined ? [] : [again];
    },
    interactionIds: () => happened,
  };
}
