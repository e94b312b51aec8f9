import { platforms } from '@throughline/platforms';
import type { ConnectedSource } from '../api/connections.ts';

/**
 * Delivers as the source's vendor does.
 * @param settings with which it signs; those of the source where the vendor has the same
 * @returns the status that the edge answered
 */
export async function deliver(
  source: Pick<ConnectedSource, 'platform' | 'url' | 'settings'>,
  settings: Readonly<Record<string, unknown>> = source.settings,
): Promise<number> {
  const platform = platforms.get(source.platform);
  const [sample] = platform.samples(new Date());
  if (sample === undefined) throw new Error(`${source.platform} has no sample`);
  const { method, url, headers, body } = platform.sign(
    { ...sample, url: source.url + sample.path, body: Buffer.from(sample.body) },
    settings,
    new Date(),
  );
  const response = await fetch(url, {
    method,
    headers: headers as Record<string, string>,
    ...(method === 'GET' ? {} : { body: Buffer.from(body) }),
  });
  return response.status;
}
