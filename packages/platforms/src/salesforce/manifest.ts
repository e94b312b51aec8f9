import type { Manifest } from '../contract.ts';
import { SECRET_HEADER } from './source/settings.ts';

export const manifest: Manifest = {
  id: 'salesforce',
  name: 'Salesforce',
  family: 'crm',
  docs: 'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging.htm',
  authentication: 'token',
  captures: [
    'messages kept in Communication__c',
    'contacts, leads, accounts and opportunities created, changed and deleted',
    'cases, their comments and e-mails',
    'tasks, calls and events',
  ],
  secrets: [
    { in: 'path' },
    { in: 'header', name: SECRET_HEADER },
    // Of an outbound message (XML): whoever has it can call the API as the user.
    { in: 'body', pointer: '/SessionId' },
  ],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 5 * 1024 * 1024,
  reading: 1,
  keptHeaders: ['soapaction'],
  secretSettings: ['secret', 'clientSecret', 'refreshToken', 'privateKey'],
  steps: [
    'Copy the Organization ID from Setup → Company Information into the source’s settings.',
    'Outbound messages: in Setup → Outbound Messages choose New, the object (Communication__c, Contact, Lead or Case), the endpoint {url}/<the secret of the source>, leave “Send Session ID” off, and select Id, CreatedDate, SystemModstamp and every field that the page of this platform names.',
    'Have them sent by a record-triggered flow on that object, “created or updated”: action “Outbound Message”.',
    'Flow HTTP callout instead: create an external credential with the custom header x-throughline-secret holding the source’s secret, a named credential for {url}, and a POST action with the JSON body that the page of this platform shows.',
    'To read deletions, back-fill and what was missed: create a connected app with the scopes api and refresh_token, and copy the instance’s URL, client id and secret with the refresh token (or the user’s name and the private key of the JWT bearer flow) into the source’s settings.',
  ],
};
