import { CodedError } from '@throughline/errors';
import { sealRecord } from '@throughline/raw';
import type { Interaction } from '@throughline/schemas';
import type { NormalizeContext } from '../contract.ts';
import { flavour as make } from '../make/source/flavour.ts';
import { flavour as zapier } from '../zapier/source/flavour.ts';
import type { Flavour } from './source/flavour.ts';
import { problemOf, type MappingProblem } from './source/mapping/compile.ts';
import { flavour as generic, readDelivery } from './source/normalize.ts';

/** A delivery to try a mapping on. */
export interface MappingSample {
  readonly body: string | Uint8Array;
  /** JSON where it is left out. */
  readonly contentType?: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Behind the source's URL: `?type=booking`. */
  readonly query?: string;
  /** Epoch milliseconds at which it came; now where it is left out. */
  readonly receivedAt?: number;
}

export interface MappingPreview {
  readonly interactions: ReadonlyArray<Interaction>;
  /** Fields that could not be filled in, and an unreadable body as the field `body`. */
  readonly problems: ReadonlyArray<MappingProblem>;
}

const flavours: Readonly<Record<string, Flavour>> = { generic, zapier, make };

/**
 * What a mapping makes of a delivery, without keeping anything; never throws.
 * @param settings of the source, as the form has them; secrets are not needed
 * @param platform `generic`, `zapier` or `make`
 */
export function previewMapping(
  settings: Readonly<Record<string, unknown>>,
  sample: MappingSample,
  platform: 'generic' | 'zapier' | 'make' = 'generic',
  { region, internalDomains }: Pick<NormalizeContext, 'region' | 'internalDomains'> = {
    region: 'US',
    internalDomains: [],
  },
): MappingPreview {
  const flavour = flavours[platform] ?? generic;
  const raw = sealRecord({
    platform,
    sourceId: 'preview',
    family: flavour.manifest.family,
    method: 'POST',
    url: `https://preview.invalid/webhooks/${platform}/preview${sample.query ?? ''}`,
    headers: { ...sample.headers, 'content-type': sample.contentType ?? 'application/json' },
    body: typeof sample.body === 'string' ? Buffer.from(sample.body, 'utf8') : sample.body,
    receivedAt: sample.receivedAt ?? Date.now(),
    deliveryId: 'preview',
    key: 'preview',
    verification: 'preview',
  });
  try {
    return readDelivery(flavour, raw, { settings, region, internalDomains });
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { interactions: [], problems: [problemOf('body', error)] };
  }
}
