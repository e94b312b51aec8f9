import { RefusedRequest, type Answer } from './answers.ts';
import { archiveAssociationsBody, associateBody, groupBody, parseBody, propertyBody } from './shapes.ts';
import { notFound, validation } from './answers.ts';
import type { Property } from './properties.ts';
import type { Store } from './store.ts';

const shown = (property: Property) => ({
  ...property,
  options: property.options.map((value) => ({ label: value, value, hidden: false })),
  archived: false,
});

/** `/crm/v3/properties/{type}…`: read one, list, create a property, create a group. */
export function definitions(
  store: Store,
  method: string,
  type: string,
  name: string | undefined,
  bytes: Buffer,
): Answer {
  const known = store.properties.get(type);
  if (known === undefined) throw validation(`Unable to infer object type from: ${type}`);
  if (method === 'GET' && name === undefined)
    return { status: 200, body: { results: [...known.values()].map(shown) } };
  if (method === 'GET') {
    const property = known.get(name ?? '');
    if (property === undefined)
      throw new RefusedRequest(404, 'OBJECT_NOT_FOUND', `Property with name ${name} does not exist`);
    return { status: 200, body: shown(property) };
  }
  if (name === 'groups') {
    const group = parseBody(groupBody, bytes);
    if (store.groups.has(`${type} ${group.name}`))
      throw new RefusedRequest(409, 'CONFLICT', `Property group ${group.name} already exists`);
    store.apply({ group: `${type} ${group.name}` });
    return { status: 201, body: { displayOrder: -1, archived: false, ...group } };
  }
  const body = parseBody(propertyBody, bytes);
  if (known.has(body.name))
    throw new RefusedRequest(409, 'CONFLICT', `Property named ${body.name} already exists`);
  if (!store.groups.has(`${type} ${body.groupName}`))
    throw validation(`Property group ${body.groupName} does not exist`);
  const property: Property = {
    name: body.name,
    label: body.label,
    type: body.type,
    fieldType: body.fieldType,
    groupName: body.groupName,
    description: body.description ?? '',
    options: [],
    hasUniqueValue: body.hasUniqueValue ?? false,
    hubspotDefined: false,
  };
  store.apply({ define: type, property });
  return { status: 201, body: shown(property) };
}

/** Default association types to contacts (developers.hubspot.com, associations v4, list of type ids). */
const defaultTypes: Readonly<Record<string, number>> = {
  communications: 81,
  calls: 194,
  emails: 198,
  notes: 202,
};

/** `POST /crm/v4/associations/{from}/{to}/batch/associate/default`. */
export function associate(store: Store, from: string, to: string, bytes: Buffer): Answer {
  const { inputs } = parseBody(associateBody, bytes);
  if (inputs.length === 0 || inputs.length > 100) throw validation('between 1 and 100 inputs are allowed');
  const typeId = defaultTypes[from];
  if (typeId === undefined || to !== 'contacts')
    throw validation(`No default association from ${from} to ${to}`);
  for (const input of inputs) {
    if (store.get(from, input.from.id) === undefined) throw notFound(input.from.id);
    if (store.get(to, input.to.id) === undefined) throw notFound(input.to.id);
  }
  const at = new Date().toISOString();
  const results = inputs.flatMap((input) => {
    const contact = store.merged.get(input.to.id) ?? input.to.id;
    const key = `${from} ${input.from.id} ${to} ${contact}`;
    if (!store.associations.has(key)) store.apply({ associate: key });
    const associationSpec = { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: typeId };
    return [{ ...input, associationSpec }];
  });
  return {
    status: 200,
    body: { status: 'COMPLETE', results, requestedAt: at, startedAt: at, completedAt: at },
  };
}

/** `POST /crm/v4/associations/{from}/{to}/batch/archive`: all associations between the two, whatever their label; 204. */
export function archiveAssociations(store: Store, from: string, to: string, bytes: Buffer): Answer {
  const { inputs } = parseBody(archiveAssociationsBody, bytes);
  if (inputs.length === 0 || inputs.length > 100) throw validation('between 1 and 100 inputs are allowed');
  for (const input of inputs) {
    if (store.get(from, input.from.id) === undefined) throw notFound(input.from.id);
    for (const { id } of input.to) {
      const key = `${from} ${input.from.id} ${to} ${store.merged.get(id) ?? id}`;
      if (store.associations.has(key)) store.apply({ dissociate: key });
    }
  }
  return { status: 204, body: '' };
}
