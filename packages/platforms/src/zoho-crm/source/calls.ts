import type { Api } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { objectOf, parseJson, stringOf, type Json } from '../../reading/index.ts';
import { apiUrlOf, type Settings } from './settings.ts';

export interface Answer {
  readonly status: number;
  readonly url: string;
  readonly body: Uint8Array;
  readonly content: Json;
  /** Zoho's code of an error. */
  readonly code: string | undefined;
}

/**
 * A call of version 8 of the API. 204 and 304 are answers without content: nothing there, nothing changed.
 * @throws what `call` throws
 */
export async function ask(
  api: Api<Settings>,
  method: string,
  path: string,
  more: { readonly body?: unknown; readonly since?: number; readonly expected?: ReadonlyArray<number> } = {},
): Promise<Answer | undefined> {
  const url = `${apiUrlOf(api.settings)}/crm/v8/${path}`;
  const response = await call(
    api,
    {
      method,
      url,
      headers: {
        accept: 'application/json',
        ...(more.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(more.since === undefined ? {} : { 'if-modified-since': zohoTime(more.since) }),
      },
      ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
    },
    [304, ...(more.expected ?? [])],
  );
  if (response === undefined) return undefined;
  const content = response.body.length === 0 ? {} : objectOf(parseJson(response.body));
  return { status: response.status, url, body: response.body, content, code: stringOf(content['code']) };
}

/** A time as Zoho takes it: seconds, with an offset. */
export const zohoTime = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}+00:00`;
