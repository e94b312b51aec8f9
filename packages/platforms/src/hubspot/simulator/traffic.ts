/** Counts requests as the account's limit does: over any span of the interval that ends now. */
export class Traffic {
  max: number;
  intervalMs: number;
  accepted = 0;
  refused = 0;
  /** The most that were accepted within one interval. */
  peak = 0;
  readonly #times: number[] = [];

  constructor(max: number, intervalMs: number) {
    this.max = max;
    this.intervalMs = intervalMs;
  }

  /** @returns whether the request may go on */
  admit(now: number): boolean {
    while ((this.#times[0] ?? now) <= now - this.intervalMs) this.#times.shift();
    if (this.#times.length >= this.max) {
      this.refused += 1;
      return false;
    }
    this.#times.push(now);
    this.accepted += 1;
    this.peak = Math.max(this.peak, this.#times.length);
    return true;
  }

  /** Milliseconds until the oldest request leaves the interval. */
  waitMs(now: number): number {
    return Math.max(0, (this.#times[0] ?? now) + this.intervalMs - now);
  }

  headers(): Record<string, string> {
    return {
      'x-hubspot-ratelimit-max': String(this.max),
      'x-hubspot-ratelimit-remaining': String(Math.max(0, this.max - this.#times.length)),
      'x-hubspot-ratelimit-interval-milliseconds': String(this.intervalMs),
    };
  }
}
