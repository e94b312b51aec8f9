import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized } from '../../contract.ts';
import {
  fetchedOf,
  interaction,
  objectOf,
  parseJson,
  parseTime,
  pointerTo,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { header, queryOf, textOf } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import { accountOf } from './access.ts';
import { readers } from './records.ts';
import { isModule, MODULES, triggerOf, type Module, type Trigger } from './trigger.ts';

/** JSON, or the form and query that a workflow can be set to send. */
function fieldsOf(raw: RawRecord): Json {
  if (raw.body.byteLength === 0) return Object.fromEntries(queryOf(raw.url));
  return (header(raw, 'content-type') ?? '').includes('urlencoded')
    ? Object.fromEntries(new URLSearchParams(textOf(raw.body)))
    : objectOf(parseJson(raw.body));
}

/** The record: under the module's name, as the API wraps it, or in the body itself, with or without prefixes (`contact_email`). */
function recordOf(module: Module, body: Json): Json {
  const { name } = MODULES[module];
  const wrapped = objectOf(body[name] ?? body[module]);
  if (Object.keys(wrapped).length > 0) {
    // Relations stand beside the record that names them by id.
    return { sales_accounts: body['sales_accounts'], contacts: body['contacts'], ...wrapped };
  }
  const bare = Object.entries(body).map(
    ([key, value]) => [key.replace(new RegExp(`^(${name}|${module})_`), ''), value] as const,
  );
  return { ...Object.fromEntries(bare), ...body };
}

interface Change {
  readonly module: Module;
  readonly id: string;
  readonly change: string;
  readonly deleted: boolean;
}

function toInteraction(
  raw: RawRecord,
  { module, id, change, deleted }: Change,
  record: Json,
  context: NormalizeContext,
): Interaction {
  const account = accountOf(stringOf(context.settings['siteUrl']));
  const told = readers[module](record, { account, region: context.region });
  const changed = parseTime(record['updated_at']) ?? parseTime(record['created_at']);
  return interaction(manifest, raw, {
    ...told,
    account,
    objectId: `${module}/${id}`,
    // A payload without its time counts from when it was received.
    revision: deleted ? raw.receivedAt : (changed ?? raw.receivedAt),
    channel: 'crm',
    event: deleted ? 'deleted' : change === 'unknown' ? 'changed' : change,
    vendorEvent: `${module}.${change}`,
    state: deleted ? 'deleted' : 'active',
    ...(deleted ? { participants: [] } : {}),
  });
}

/** Whatever a workflow sends that names no record. */
function other(raw: RawRecord, trigger: Trigger, body: Json, context: NormalizeContext): Interaction {
  const text = JSON.stringify(body);
  return interaction(manifest, raw, {
    account: accountOf(stringOf(context.settings['siteUrl'])),
    objectId: `payload/${sha256(`${trigger.module ?? ''}/${trigger.change}/${text}`)}`,
    channel: 'crm',
    kind: 'other',
    event: 'other',
    vendorEvent: `${trigger.module ?? 'workflow'}.${trigger.change}`,
    direction: 'none',
    text,
  });
}

export function normalize(raw: RawRecord, context: NormalizeContext): Normalized {
  const fetched = fetchedOf(raw);
  if (fetched !== undefined && isModule(fetched.objectType)) {
    const { objectType: module, objectId, change, found } = fetched;
    const record = found ? recordOf(module, objectOf(parseJson(raw.body))) : {};
    const deleted = !found || record['is_deleted'] === true;
    return [
      toInteraction(
        raw,
        { module, id: stringOf(record['id']) ?? objectId, change, deleted },
        record,
        context,
      ),
    ];
  }
  const trigger = triggerOf(raw);
  const body = fieldsOf(raw);
  // A workflow may tell the module in the body instead of the URL.
  const named = stringOf(body['module']) ?? '';
  const module = trigger.module ?? (isModule(named) ? named : undefined);
  const record = module === undefined ? {} : recordOf(module, body);
  const id = stringOf(record['id']);
  if (module === undefined || id === undefined) return [other(raw, trigger, body, context)];
  const { change } = trigger;
  // With an account to ask, the record itself is brought: a workflow sends only what its author thought of.
  if (stringOf(context.settings['siteUrl']) !== undefined) return [pointerTo(module, id, change)];
  const deleted = change === 'deleted';
  return [toInteraction(raw, { module, id, change, deleted }, record, context)];
}
