import type { Manifest } from '../contract.ts';
import { secretPlaces } from '../helpdesk/secret.ts';

export const manifest: Manifest = {
  id: 'liveagent',
  name: 'LiveAgent',
  family: 'tickets',
  docs: 'https://support.liveagent.com/911737-API-v3',
  authentication: 'token',
  captures: [
    'tickets opened, changed and deleted',
    'e-mails, forms and replies, with attachments',
    'chats, message by message',
    'calls with their duration',
    'internal notes',
  ],
  secrets: secretPlaces,
  identity: 'vendor',
  methods: ['POST', 'PUT', 'GET'],
  maxBodyBytes: 2 * 1024 * 1024,
  reading: 1,
  keptHeaders: [],
  secretSettings: ['secret', 'apiKey'],
  steps: [
    'In Configuration → Automation → Rules make rules for “Ticket created”, “Ticket status changed”, “Message group added” and “Chat ended”.',
    'As their action choose “HTTP request”: method POST, URL {url}, header “x-webhook-secret” with the source’s secret, content type application/json.',
    'As the body write a JSON object with the fields event, ticket_id, code, subject, status, owner_name, owner_email and message, each filled by the variable that the editor’s list offers for it.',
    'So that messages come whole, make a key in Configuration → System → API (API v3, rights to read tickets) and enter it with the account’s address (https://example.ladesk.com) into the source’s settings.',
  ],
};
