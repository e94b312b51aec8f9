import { invalidProperty } from './answers.ts';

export interface Property {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly fieldType: string;
  readonly groupName: string;
  readonly description: string;
  readonly options: ReadonlyArray<string>;
  readonly hasUniqueValue: boolean;
  readonly hubspotDefined: boolean;
  readonly maxLength?: number;
  readonly required?: boolean;
}

const defined = (name: string, rest: Partial<Property> = {}): Property => ({
  name,
  label: name,
  type: 'string',
  fieldType: 'text',
  groupName: 'contactinformation',
  description: '',
  options: [],
  hasUniqueValue: false,
  hubspotDefined: true,
  ...rest,
});

/** 65,536 characters: developers.hubspot.com, notes guide (hs_note_body). */
const body = (name: string) => defined(name, { maxLength: 65_536, fieldType: 'html' });
const choice = (name: string, options: ReadonlyArray<string>) =>
  defined(name, { type: 'enumeration', options });
const timestamp = defined('hs_timestamp', { type: 'datetime', fieldType: 'date', required: true });

/** The HubSpot-defined properties that matter here; values of the enumerations from the guide of each object. */
export const hubspotProperties: Readonly<Record<string, ReadonlyArray<Property>>> = {
  contacts: [
    defined('email', { hasUniqueValue: true }),
    defined('hs_additional_emails', { type: 'enumeration' }),
    ...[
      'firstname',
      'lastname',
      'phone',
      'mobilephone',
      'company',
      'jobtitle',
      'city',
      'country',
      'website',
    ].map((name) => defined(name)),
    choice('lifecyclestage', [
      'subscriber',
      'lead',
      'marketingqualifiedlead',
      'salesqualifiedlead',
      'customer',
    ]),
  ],
  communications: [
    choice('hs_communication_channel_type', ['SMS', 'WHATS_APP', 'LINKEDIN_MESSAGE']),
    choice('hs_communication_logged_from', ['CRM']),
    body('hs_communication_body'),
    timestamp,
  ],
  calls: [
    defined('hs_call_title'),
    body('hs_call_body'),
    choice('hs_call_direction', ['INBOUND', 'OUTBOUND']),
    choice('hs_call_status', [
      'BUSY',
      'CALLING_CRM_USER',
      'CANCELED',
      'COMPLETED',
      'CONNECTING',
      'FAILED',
      'IN_PROGRESS',
      'NO_ANSWER',
      'QUEUED',
      'RINGING',
    ]),
    defined('hs_call_duration', { type: 'number' }),
    timestamp,
  ],
  emails: [
    choice('hs_email_direction', ['EMAIL', 'INCOMING_EMAIL', 'FORWARDED_EMAIL']),
    choice('hs_email_status', ['BOUNCED', 'FAILED', 'SCHEDULED', 'SENDING', 'SENT']),
    defined('hs_email_subject'),
    body('hs_email_html'),
    body('hs_email_text'),
    timestamp,
  ],
  notes: [body('hs_note_body'), timestamp],
};

const isTimestamp = (value: string): boolean =>
  /^\d{13}$/.test(value) || (/^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value)));

/** @throws RefusedRequest where HubSpot would refuse the value */
export function checkValue(property: Property | undefined, name: string, value: string): void {
  if (property === undefined)
    throw invalidProperty(name, 'PROPERTY_DOESNT_EXIST', `Property "${name}" does not exist`);
  if (value === '') return;
  if (property.options.length > 0 && !property.options.includes(value))
    throw invalidProperty(name, 'INVALID_OPTION', `${value} was not one of the allowed options`);
  if (property.type === 'number' && !Number.isFinite(Number(value)))
    throw invalidProperty(name, 'INVALID_NUMBER', `${value} was not a valid number`);
  if (property.type === 'datetime' && !isTimestamp(value))
    throw invalidProperty(name, 'INVALID_DATE', `${value} was not a valid date`);
  if (value.length > (property.maxLength ?? 65_536))
    throw invalidProperty(name, 'VALUE_TOO_LONG', 'Property value exceeds the limit of 65536 characters');
  if (name === 'email' && !/^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]{2,}$/.test(value))
    throw invalidProperty(name, 'INVALID_EMAIL', `Email address ${value} is invalid`);
}
