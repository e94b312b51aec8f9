import type { Destination, DestinationSession } from '../../destination.ts';
import { writeActivities } from './activities.ts';
import { moveActivities } from './moves.ts';
import { createHubSpotClient } from './client.ts';
import { upsertContacts } from './contacts.ts';
import { Refusal } from './failures.ts';
import { install } from './install.ts';
import { limits } from './limits.ts';
import { hubspotSettings, type HubSpotSettings } from './settings.ts';

export type { HubSpotSettings } from './settings.ts';

/** What the fetcher of a record's change, a delivery receipt and a consent are: no entry of a timeline. */
const withoutEntry = new Set(['record', 'status', 'consent']);

/** A refusal that no step could lay at one record's door. */
const told = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    throw error instanceof Refusal ? error.toError() : error;
  }
};

export const hubspotDestination: Destination<HubSpotSettings> = {
  id: 'hubspot',
  name: 'HubSpot',
  docs: 'https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/guide',
  settings: hubspotSettings,
  secretSettings: ['accessToken', 'clientSecret', 'refreshToken'],
  fields: [
    { name: 'email', label: 'E-mail', type: 'email' },
    { name: 'phone', label: 'Phone number', type: 'phone' },
    { name: 'firstname', label: 'First name', type: 'text' },
    { name: 'lastname', label: 'Last name', type: 'text' },
    { name: 'company', label: 'Company name', type: 'text' },
  ],
  defaultMapping: [
    { from: 'email', to: 'email' },
    { from: 'phone', to: 'phone' },
    { from: 'traits.firstName', to: 'firstname' },
    { from: 'traits.lastName', to: 'lastname' },
    { from: 'traits.company', to: 'company' },
  ],
  identifyingFields: ['email', 'phone'],
  creation: 'keyed',
  limits,
  takesActivity: (interaction) => !withoutEntry.has(interaction.kind),
  connect(settings, http): DestinationSession {
    const client = createHubSpotClient(settings, http);
    return {
      install: () => told(install(client)),
      upsertContacts: (batch) => told(upsertContacts(client, batch)),
      writeActivities: (batch) => told(writeActivities(client, batch)),
      moveActivities: (batch) => told(moveActivities(client, batch)),
    };
  },
};
