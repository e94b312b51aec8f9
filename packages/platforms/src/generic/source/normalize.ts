import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { HttpRequest, NormalizeContext } from '../../contract.ts';
import { interaction, sha256, stringOf } from '../../reading/index.ts';
import { header, standardWebhookId } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import { deliveryOf, textOfItem, type Delivery } from './delivery.ts';
import { mappingOf, type Flavour } from './flavour.ts';
import { compileMapping, renderMapping, type MappingProblem, type Rendered } from './mapping/compile.ts';
import { createBudget } from './mapping/engine.ts';
import { CONVENTION } from './mapping/convention.ts';
import { toldOf } from './told.ts';

export interface Reading {
  readonly interactions: ReadonlyArray<Interaction>;
  readonly problems: ReadonlyArray<MappingProblem>;
}

/** Versions of a mapping that fit between two of ours. */
const MOST_VERSIONS = 1_000;

/** The sender's id of the delivery where it gives one: the same when it tries again. */
export const givenDeliveryId = (request: Pick<HttpRequest, 'headers'>): string | undefined => {
  const key = header(request, 'idempotency-key');
  return standardWebhookId(request) ?? (key === '' ? undefined : key);
};

/**
 * The sender's own id; else a hash with the sender's time or the id of its delivery; else with our time, because a visible
 * duplicate beats a lost message.
 */
function objectIdOf(raw: RawRecord, { values }: Rendered, item: unknown, index: number): string {
  if (values.objectId !== undefined) return values.objectId;
  const when = values.occurredAt ?? `${givenDeliveryId(raw) ?? raw.receivedAt}/${index}`;
  return `content/${sha256(JSON.stringify([when, item]))}`;
}

/** Reads a delivery by the source's mapping. @throws platforms.body-unreadable, platforms.too-deep */
export function readDelivery(flavour: Flavour, raw: RawRecord, context: NormalizeContext): Reading {
  const { settings, region, internalDomains } = context;
  const delivery: Delivery = deliveryOf(raw, settings['format'], stringOf(settings['items']));
  const compiled = compileMapping(mappingOf(flavour, settings['mapping']));
  const account = stringOf(settings['account']) ?? flavour.manifest.id;
  const version = Number(settings['mappingVersion'] ?? 1);
  const platform = flavour.manifest.id;
  const by = { platform, account, trusted: settings['trusted'] === true, region, internalDomains };
  const { headers, query, body } = delivery;
  const problems: MappingProblem[] = [];
  const budget = createBudget();
  const interactions = delivery.items.map((item, index) => {
    const rendered = renderMapping(compiled, { item, body, headers, query, index }, budget);
    const mapped = toldOf(rendered, by, textOfItem(item, delivery));
    problems.push(...mapped.problems);
    const read = interaction(flavour.manifest, raw, {
      ...mapped.told,
      account,
      objectId: objectIdOf(raw, rendered, item, index),
      attachments: [...(mapped.told.attachments ?? []), ...delivery.attachments],
    });
    return { ...read, reading: (flavour.manifest.reading - 1) * MOST_VERSIONS + version };
  });
  return { interactions, problems };
}

/** A source without a mapping is read by the field names that the README shows. */
export const flavour: Flavour = { manifest, mapping: CONVENTION, overlaid: false };

export const normalize = (raw: RawRecord, context: NormalizeContext): ReadonlyArray<Interaction> =>
  readDelivery(flavour, raw, context).interactions;
