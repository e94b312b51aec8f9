import { urlOfSource, type Source } from '@throughline/connections';
import type { HttpRequest, Platform, Sample } from '@throughline/platforms';
import { consoleErrors } from '../errors.ts';

/** The platform's samples that come in at the edge: what the fetcher brings or a stream carries is delivered by nobody. */
export const deliverableSamples = ({ manifest, samples }: Platform, now: Date): ReadonlyArray<Sample> =>
  samples(now).filter((sample) => manifest.methods.includes(sample.method));

/**
 * @param choice number from 0, or title
 * @throws console.sample-unknown
 */
export function chooseSample(platform: Platform, choice: number | string, now: Date): Sample {
  const samples = deliverableSamples(platform, now);
  const chosen =
    typeof choice === 'number' ? samples[choice] : samples.find((sample) => sample.title === choice);
  if (chosen === undefined) throw consoleErrors.sampleUnknown({ detail: { platform: platform.manifest.id } });
  return chosen;
}

/** The sample as a delivery to the source's public URL, unsigned; `sign` puts the secrets in, the path's among them. */
export const requestOf = (source: Source, sample: Sample, publicUrl: string): HttpRequest => ({
  method: sample.method,
  url: urlOfSource({ ...source, settings: {} }, publicUrl) + sample.path,
  headers: sample.headers,
  body: typeof sample.body === 'string' ? Buffer.from(sample.body, 'utf8') : sample.body,
});
