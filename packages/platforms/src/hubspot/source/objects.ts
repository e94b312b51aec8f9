/** The CRM's objects: https://developers.hubspot.com/docs/guides/crm/understanding-the-crm */

export const typeNames = [
  'contact',
  'company',
  'deal',
  'ticket',
  'note',
  'call',
  'email',
  'communication',
  'meeting',
  'task',
] as const;
export type TypeName = (typeof typeNames)[number];

/** Messages of the conversations inbox, which is an API of its own. */
export const CONVERSATION = 'conversation';

export interface ObjectType {
  /** In the API's paths. */
  readonly plural: string;
  /** In events of generic subscriptions. */
  readonly typeId: string;
  /** The property that holds the time of the last change. */
  readonly modified: string;
  /** The property that holds the time that an interaction is dated by. */
  readonly dated: string;
  readonly properties: ReadonlyArray<string>;
}

const changed = 'hs_lastmodifieddate';
const shared = ['hs_createdate', changed, 'hs_timestamp', 'hubspot_owner_id', 'hs_object_source'];
/** What the destination of this project writes beside an entry, so that it is known again. */
const ECHO = 'throughline_interaction_id';

const engagement = (plural: string, typeId: string, properties: ReadonlyArray<string>): ObjectType => ({
  plural,
  typeId,
  modified: changed,
  dated: 'hs_timestamp',
  properties: [...shared, ECHO, ...properties],
});

export const objectTypes: Readonly<Record<TypeName, ObjectType>> = {
  contact: {
    plural: 'contacts',
    typeId: '0-1',
    modified: 'lastmodifieddate',
    dated: 'lastmodifieddate',
    properties: [
      'email',
      'hs_additional_emails',
      'phone',
      'mobilephone',
      'firstname',
      'lastname',
      'company',
      'jobtitle',
      'city',
      'state',
      'country',
      'website',
      'lifecyclestage',
      'hs_lead_status',
      'hs_language',
      'hs_email_optout',
      'hubspot_owner_id',
      'createdate',
      'lastmodifieddate',
      'hs_object_source',
      'hs_merged_object_ids',
      'throughline_customer_id',
    ],
  },
  company: {
    plural: 'companies',
    typeId: '0-2',
    modified: changed,
    dated: changed,
    properties: [
      'name',
      'domain',
      'phone',
      'industry',
      'city',
      'country',
      'lifecyclestage',
      'createdate',
      changed,
    ],
  },
  deal: {
    plural: 'deals',
    typeId: '0-3',
    modified: changed,
    dated: changed,
    properties: [
      'dealname',
      'amount',
      'deal_currency_code',
      'dealstage',
      'pipeline',
      'closedate',
      'createdate',
      changed,
      'hubspot_owner_id',
    ],
  },
  ticket: {
    plural: 'tickets',
    typeId: '0-5',
    modified: changed,
    dated: 'createdate',
    properties: [
      'subject',
      'content',
      'hs_pipeline',
      'hs_pipeline_stage',
      'hs_ticket_priority',
      'hs_ticket_category',
      'source_type',
      'createdate',
      'closed_date',
      changed,
      'hubspot_owner_id',
    ],
  },
  note: engagement('notes', '0-46', ['hs_note_body', 'hs_attachment_ids']),
  call: engagement('calls', '0-48', [
    'hs_call_title',
    'hs_call_body',
    'hs_call_direction',
    'hs_call_duration',
    'hs_call_from_number',
    'hs_call_to_number',
    'hs_call_recording_url',
    'hs_call_status',
    'hs_call_disposition',
  ]),
  email: engagement('emails', '0-49', [
    'hs_email_subject',
    'hs_email_text',
    'hs_email_html',
    'hs_email_direction',
    'hs_email_status',
    'hs_email_from_email',
    'hs_email_to_email',
    'hs_email_thread_id',
    'hs_email_message_id',
    'hs_attachment_ids',
  ]),
  communication: engagement('communications', '0-18', [
    'hs_communication_channel_type',
    'hs_communication_body',
    'hs_communication_logged_from',
  ]),
  meeting: engagement('meetings', '0-47', [
    'hs_meeting_title',
    'hs_meeting_body',
    'hs_meeting_start_time',
    'hs_meeting_end_time',
    'hs_meeting_outcome',
    'hs_meeting_location',
  ]),
  task: engagement('tasks', '0-27', [
    'hs_task_subject',
    'hs_task_body',
    'hs_task_status',
    'hs_task_priority',
  ]),
};

const byTypeId = new Map(typeNames.map((name) => [objectTypes[name].typeId, name]));

/** The object that an event is of: `contact`, or `object` with the id of the type. */
export const typeOf = (named: string, typeId: string | undefined): TypeName | undefined =>
  typeNames.find((one) => one === named) ?? (typeId === undefined ? undefined : byTypeId.get(typeId));
