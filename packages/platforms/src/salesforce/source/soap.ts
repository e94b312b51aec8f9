import { XMLParser } from 'fast-xml-parser';
import { platformErrors } from '../../errors.ts';
import { arrayOf, objectOf, required, stringOf, type Json } from '../../reading/index.ts';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
});

export interface Notification {
  readonly id: string;
  /** `Contact`, of `xsi:type="sf:Contact"`. */
  readonly type: string;
  readonly record: Json;
}

export interface OutboundMessage {
  readonly organizationId: string;
  readonly notifications: ReadonlyArray<Notification>;
}

/** Elements in white space, attributes and `xsi:nil` apart: a field and its text. */
function fieldsOf(sObject: Json): Json {
  return Object.fromEntries(
    Object.entries(sObject).flatMap(([name, value]) => {
      if (name.startsWith('@') || name === '#text') return [];
      const first = Array.isArray(value) ? arrayOf(value)[0] : value;
      const text = typeof first === 'string' ? first : stringOf(objectOf(first)['#text']);
      return text === undefined || text === '' ? [] : [[name, text]];
    }),
  );
}

const trimmed = (value: unknown): string | undefined => stringOf(value)?.trim();

/**
 * An outbound message: `notifications` with up to a hundred `Notification` elements, by the WSDL that Salesforce generates.
 * Document types are refused: the vendor sends none, and entities are how XML readers are attacked.
 * @throws platforms.body-unreadable, platforms.field-missing
 */
export function parseOutboundMessage(text: string): OutboundMessage {
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) {
    throw platformErrors.bodyUnreadable({ detail: { format: 'soap', why: 'document type' } });
  }
  let document: unknown;
  try {
    document = parser.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    throw platformErrors.bodyUnreadable({ detail: { format: 'soap' }, cause: error });
  }
  const envelope = objectOf(objectOf(document)['Envelope']);
  const message = objectOf(objectOf(envelope['Body'])['notifications']);
  const listed = message['Notification'];
  const notifications = (Array.isArray(listed) ? arrayOf(listed) : [listed]).map(objectOf);
  return {
    organizationId: required(trimmed(message['OrganizationId']), 'notifications.OrganizationId'),
    notifications: notifications.map((one) => {
      const sObject = objectOf(one['sObject']);
      const type = required(trimmed(sObject['@type']), 'Notification.sObject.@type');
      return {
        id: required(trimmed(one['Id']), 'Notification.Id'),
        type: type.slice(type.indexOf(':') + 1),
        record: fieldsOf(sObject),
      };
    }),
  };
}

const ORGANIZATION = /<(?:\w+:)?OrganizationId>\s*([A-Za-z0-9]{15,18})\s*</;

/** The organisation that a message says it is from, without parsing it. */
export const organizationOf = (text: string): string | undefined => ORGANIZATION.exec(text)?.[1];

/** What Salesforce counts as received; anything else is sent again for a day. */
export const ACKNOWLEDGEMENT =
  '<?xml version="1.0" encoding="UTF-8"?>' +
  '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>' +
  '<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse>' +
  '</soapenv:Body></soapenv:Envelope>';
