import { setTimeout as sleep } from 'node:timers/promises';
import { ledgerErrors, type Budget, type Lane } from '@throughline/ledger';
import type { OutgoingClient } from '@throughline/outgoing';
import type { Destination } from '@throughline/platforms/destinations';

export interface Pace {
  /** Of what is being written now. */
  lane: Lane;
  /** Epoch milliseconds; no request begins after it, so that the lease outlives every request. */
  deadline: number;
}

/** HTTP that takes each request out of the connection's budget and reads the vendor's limits from each answer. */
export const pacedHttp =
  (deps: {
    readonly http: OutgoingClient;
    readonly budget: Budget;
    readonly pace: Pace;
    readonly limits: Destination['limits'];
    readonly onCall: (seconds: number, status: number) => void;
  }): ((request: Parameters<OutgoingClient>[0]) => ReturnType<OutgoingClient>) =>
  async (request) => {
    const { http, budget, pace, limits, onCall } = deps;
    for (;;) {
      const wait = await budget.take(pace.lane);
      if (Date.now() + wait > pace.deadline) throw ledgerErrors.leaseOver({ detail: { waitMs: wait } });
      if (wait === 0) break;
      await sleep(wait);
    }
    const begun = performance.now();
    const answer = await http(request);
    onCall((performance.now() - begun) / 1000, answer.status);
    await budget.observe(limits.read(answer));
    return answer;
  };
