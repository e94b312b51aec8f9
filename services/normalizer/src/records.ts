import type { Pointer } from '@throughline/platforms';
import type { RawRecord } from '@throughline/raw';
import type { FetchRequest, Interaction } from '@throughline/schemas';
import type { Codec, OutgoingRecord } from '@throughline/streams';

/** Identifiers by how well they stand for a person: the first type that a participant has makes the key. */
const STRENGTH = ['user', 'email', 'phone'];

const rank = (type: string): number => {
  const place = STRENGTH.indexOf(type);
  return place < 0 ? STRENGTH.length : place;
};

/**
 * The key of `interactions.normalized`: the author's (else any customer's) strongest identifier, so that one person's
 * interactions stay in order; else the conversation; else the interaction itself.
 */
export function keyOf(interaction: Interaction): string {
  const customers = interaction.participants.filter((one) => one.role === 'customer');
  const person = customers.find((one) => one.author) ?? customers[0];
  let strongest = person?.identifiers[0];
  for (const one of person?.identifiers ?? []) {
    if (strongest !== undefined && rank(one.type) < rank(strongest.type)) strongest = one;
  }
  if (strongest !== undefined) return `${strongest.type}:${strongest.value}`;
  return interaction.conversationId ?? interaction.interactionId;
}

export const interactionRecord = (codec: Codec<Interaction>, interaction: Interaction): OutgoingRecord => ({
  topic: 'interactions.normalized',
  key: keyOf(interaction),
  value: codec.encode(interaction),
});

/** A pointer on its way to the fetcher. One object's requests share a key, so that they stay in order. */
export function requestRecord(codec: Codec<FetchRequest>, raw: RawRecord, pointer: Pointer): OutgoingRecord {
  return {
    topic: 'fetch.requests',
    key: `${raw.sourceId}/${pointer.objectType}/${pointer.objectId}`,
    value: codec.encode({
      platform: raw.platform,
      sourceId: raw.sourceId,
      family: raw.family,
      objectType: pointer.objectType,
      objectId: pointer.objectId,
      change: pointer.change,
      parameters: pointer.parameters,
      requestedAt: raw.receivedAt,
      lane: 'live',
      digest: raw.digest,
      deliveryId: raw.deliveryId,
    }),
  };
}
