import { stackErrors } from './errors.ts';

/**
 * Holds every subject to FULL_TRANSITIVE: any version can read what any other wrote. Apicurio's own default is to check nothing.
 * @param registryUrl the Confluent-compatible API
 */
export async function requireFullCompatibility(registryUrl: string): Promise<void> {
  const response = await fetch(`${registryUrl}/config`, {
    method: 'PUT',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ compatibility: 'FULL_TRANSITIVE' }),
  });
  if (!response.ok)
    throw stackErrors.serviceFailed({ detail: { service: 'registry', status: response.status } });
}
