import { z } from 'zod';
import { DestinationError } from '../../destination-errors.ts';
import { propertyAnswer } from './answers.ts';
import type { HubSpotClient } from './client.ts';
import { Refusal } from './failures.ts';
import {
  activityTypes,
  customerIdProperty,
  interactionIdProperty,
  mergedIntoProperty,
  propertyGroup,
} from './names.ts';

interface OwnProperty {
  readonly objectType: string;
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly unique: boolean;
}

const own: ReadonlyArray<OwnProperty> = [
  {
    objectType: 'contacts',
    name: customerIdProperty,
    label: 'Throughline customer id',
    description: 'By which Throughline recognises this contact. Do not edit.',
    unique: true,
  },
  {
    objectType: 'contacts',
    name: mergedIntoProperty,
    label: 'Throughline merged into',
    description:
      'Set where Throughline found this to be the same person as another contact: the customer id of that one.',
    unique: false,
  },
  ...activityTypes.map((objectType) => ({
    objectType,
    name: interactionIdProperty,
    label: 'Throughline interaction id',
    description: 'By which Throughline recognises this entry. Do not edit.',
    unique: true,
  })),
];

const present = z.object({ name: z.string() });

/** Undefined where it is not there. */
async function read(client: HubSpotClient, property: OwnProperty) {
  try {
    return await client.call(
      'GET',
      `/crm/v3/properties/${property.objectType}/${property.name}`,
      propertyAnswer,
    );
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Creates what may be there already; a conflict is success. */
async function create(client: HubSpotClient, path: string, body: unknown): Promise<void> {
  try {
    await client.call('POST', path, present, body);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.isConflict || /already exist/.test(error.answer.message)) return;
    throw new DestinationError('notInstallable', {
      vendorMessage: error.answer.message,
      detail: { path, category: error.answer.category },
    });
  }
}

/** Creates our properties on contacts and on every kind of timeline entry. Whether a property is unique cannot be changed later. */
export async function install(client: HubSpotClient): Promise<void> {
  for (const property of own) {
    const existing = await read(client, property);
    if (existing !== undefined) {
      if (property.unique && existing.hasUniqueValue !== true)
        throw new DestinationError('notInstallable', {
          detail: { objectType: property.objectType, property: property.name, reason: 'not unique' },
        });
      continue;
    }
    const base = `/crm/v3/properties/${property.objectType}`;
    await create(client, `${base}/groups`, { name: propertyGroup, label: 'Throughline', displayOrder: -1 });
    await create(client, base, {
      name: property.name,
      label: property.label,
      description: property.description,
      groupName: propertyGroup,
      type: 'string',
      fieldType: 'text',
      hasUniqueValue: property.unique,
      formField: false,
    });
  }
}
