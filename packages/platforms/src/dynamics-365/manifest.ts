import type { Manifest } from '../contract.ts';
import { KEY_HEADER, KEY_PARAMETERS } from './source/key.ts';

export const manifest: Manifest = {
  id: 'dynamics-365',
  name: 'Dynamics 365',
  family: 'crm',
  docs: 'https://learn.microsoft.com/power-apps/developer/data-platform/use-webhooks',
  authentication: 'token',
  captures: [
    'contacts, leads and accounts created, changed and deleted',
    'cases with their state',
    'e-mail, phone calls, tasks and notes',
    'who must not be written to or called',
  ],
  secrets: [
    ...KEY_PARAMETERS.map((name) => ({ in: 'query' as const, name })),
    { in: 'header', name: KEY_HEADER },
  ],
  identity: 'vendor',
  methods: ['POST'],
  // Dataverse itself leaves parameters and images out above 256 KiB.
  maxBodyBytes: 1024 * 1024,
  reading: 1,
  keptHeaders: [
    'x-ms-dynamics-organization',
    'x-ms-dynamics-entity-name',
    'x-ms-dynamics-request-name',
    'x-ms-correlation-request-id',
    'x-ms-dynamics-msg-size-exceeded',
  ],
  secretSettings: ['webhookKey', 'clientSecret'],
  steps: [
    'Open the Plug-in Registration tool (`pac tool prt`), sign in to the environment and choose Register → Register New Web Hook.',
    'Endpoint URL: {url}. Authentication: WebhookKey, with the source’s webhookKey as value. (HttpHeader with the key x-webhook-key, or HttpQueryString with the key `key`, do as well.)',
    'Register a step on it for each message Create, Update and Delete of contact, lead, account, incident, email, phonecall, task and annotation: stage PostOperation, execution mode Asynchronous.',
    'For the whole records, register an app in Microsoft Entra (App registrations), give it a client secret, and add it as an application user with a role that reads these tables in Power Platform admin center → Environments → Settings → Application users.',
    'Enter organizationUrl (https://….crm.dynamics.com), tenantId, clientId and clientSecret in the source’s settings.',
    'Tables need “Track changes” (their advanced options in Power Apps), which most of these have from the start.',
  ],
};
