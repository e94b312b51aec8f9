import type { Arrival, ArrivalOutcome } from '@throughline/connections';
import type { Arrivals } from '../api/connections.ts';
import { momentOf } from '../api/shapes.ts';
import { adviceOn } from '../trial/advice.ts';

/** @param all arrivals of any sources; those of the named one are told of */
export function arrivalsOf(sourceId: string, all: ReadonlyArray<Arrival>): Arrivals {
  const last = (outcome: ArrivalOutcome) =>
    all.find((arrival) => arrival.sourceId === sourceId && arrival.outcome === outcome);
  const [accepted, handshake, refused] = [last('accepted'), last('handshake'), last('refused')];
  const shown = (arrival: Arrival | undefined) =>
    arrival === undefined ? null : { count: arrival.count, at: momentOf(arrival.at) };
  return {
    state: stateOf(accepted, handshake, refused),
    accepted: shown(accepted),
    handshake: shown(handshake),
    refused:
      refused === undefined
        ? null
        : {
            count: refused.count,
            at: momentOf(refused.at),
            reason: refused.reason ?? 'no reason was noted',
            action: adviceOn(refused.reason ?? ''),
          },
  };
}

function stateOf(
  accepted: Arrival | undefined,
  handshake: Arrival | undefined,
  refused: Arrival | undefined,
): Arrivals['state'] {
  const taken = Math.max(accepted?.at ?? 0, handshake?.at ?? 0);
  if (refused !== undefined && refused.at > taken) return 'refused';
  if (accepted !== undefined) return 'receiving';
  return handshake === undefined ? 'waiting' : 'greeted';
}
