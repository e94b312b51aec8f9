/** Whether the service can do its work now. A service with nothing set yet is not ready. */
export interface Readiness {
  set(name: string, ready: boolean): void;
  readonly ready: boolean;
  /** Each condition by name, for people who ask why. */
  readonly conditions: Readonly<Record<string, boolean>>;
}

export function createReadiness(): Readiness {
  const conditions = new Map<string, boolean>();
  return {
    set: (name, ready) => {
      conditions.set(name, ready);
    },
    get ready() {
      return conditions.size > 0 && [...conditions.values()].every(Boolean);
    },
    get conditions() {
      return Object.fromEntries(conditions);
    },
  };
}
