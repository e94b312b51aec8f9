import { z } from 'zod';
import { validation } from './answers.ts';

// Request bodies as HubSpot's OpenAPI files (v3 objects and properties, v4 associations) declare them. Strict, as the service refuses members it does not know.

const properties = z.record(z.string(), z.string());

export const upsertBody = z.strictObject({
  inputs: z.array(
    z.strictObject({
      id: z.string(),
      idProperty: z.string().optional(),
      objectWriteTraceId: z.string().optional(),
      properties,
    }),
  ),
});
export type WriteInput = z.infer<typeof upsertBody>['inputs'][number];

export const createBody = z.strictObject({
  inputs: z.array(
    z.strictObject({
      associations: z.array(z.unknown()).default([]),
      objectWriteTraceId: z.string().optional(),
      properties,
    }),
  ),
});

export const readBody = z.strictObject({
  idProperty: z.string().optional(),
  inputs: z.array(z.strictObject({ id: z.string() })),
  properties: z.array(z.string()),
  propertiesWithHistory: z.array(z.string()),
});

const objectId = z.strictObject({ id: z.string() });
export const associateBody = z.strictObject({
  inputs: z.array(z.strictObject({ from: objectId, to: objectId })),
});

/** `BatchInputPublicAssociationMultiArchive`. */
export const archiveAssociationsBody = z.strictObject({
  inputs: z.array(z.strictObject({ from: objectId, to: z.array(objectId) })),
});

export const propertyBody = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  label: z.string().min(1),
  groupName: z.string(),
  type: z.enum(['bool', 'date', 'datetime', 'enumeration', 'number', 'phone_number', 'string']),
  fieldType: z.enum([
    'booleancheckbox',
    'calculation_equation',
    'checkbox',
    'date',
    'file',
    'html',
    'number',
    'phonenumber',
    'radio',
    'select',
    'text',
    'textarea',
  ]),
  description: z.string().optional(),
  displayOrder: z.number().int().optional(),
  formField: z.boolean().optional(),
  hasUniqueValue: z.boolean().optional(),
  hidden: z.boolean().optional(),
});

export const groupBody = z.strictObject({
  name: z.string().min(1),
  label: z.string().min(1),
  displayOrder: z.number().int().optional(),
});

/** @throws RefusedRequest 400 VALIDATION_ERROR */
export function parseBody<T>(schema: z.ZodType<T>, bytes: Buffer): T {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw validation('Invalid input JSON on line 1, column 1');
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw validation(`Invalid input JSON at ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}
