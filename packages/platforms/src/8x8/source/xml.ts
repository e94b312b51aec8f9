import { XMLParser } from 'fast-xml-parser';
import { platformErrors } from '../../errors.ts';
import { arrayOf, objectOf, stringOf, type Json } from '../../reading/json.ts';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
});

export interface WapiReply {
  /** 0 is success. */
  readonly status: string;
  readonly errorCode: string;
  readonly items: ReadonlyArray<Json>;
}

/**
 * A reply of the CRM API: `<WAPI><REPLY STATUS="0" ERROR_CODE="0" ERROR_STR=""><ITEM>…</ITEM></REPLY></WAPI>`.
 * Document types are refused: the vendor sends none, and entities are how XML readers are attacked.
 * @throws platforms.body-unreadable
 */
export function parseReply(text: string): WapiReply {
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) {
    throw platformErrors.bodyUnreadable({ detail: { format: 'xml', why: 'document type' } });
  }
  let document: unknown;
  try {
    document = parser.parse(text);
  } catch (error) {
    throw platformErrors.bodyUnreadable({ detail: { format: 'xml' }, cause: error });
  }
  const wapi = objectOf(objectOf(document)['WAPI']);
  if (wapi['REPLY'] === undefined) throw platformErrors.fieldMissing({ detail: { path: 'WAPI.REPLY' } });
  const reply = objectOf(wapi['REPLY']);
  const item = reply['ITEM'];
  return {
    status: stringOf(reply['@STATUS']) ?? '',
    errorCode: stringOf(reply['@ERROR_CODE']) ?? '',
    items: (Array.isArray(item) ? arrayOf(item) : item === undefined ? [] : [item]).map(objectOf),
  };
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

export const escapeXml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
