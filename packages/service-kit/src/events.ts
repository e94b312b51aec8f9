/** What happened, once: gives both a metric and a log line, so that the two can never tell different stories. */
export interface EventDefinition<Label extends string> {
  /** `none` for what happens with every request: it is counted, and not logged. */
  readonly level: 'error' | 'warn' | 'info' | 'debug' | 'none';
  /** The log line. */
  readonly message: string;
  readonly metric: {
    /** A histogram or gauge takes the event's value; a counter grows by it (1 where none is given). */
    readonly kind: 'counter' | 'gauge' | 'histogram';
    /** `throughline_<service>_…`, with the unit, as Prometheus names things. */
    readonly name: string;
    readonly help: string;
    readonly labels: ReadonlyArray<Label>;
  };
}

export interface ServiceEvent<Label extends string = string> {
  readonly definition: EventDefinition<Label>;
  readonly labels: Readonly<Record<Label, string>>;
  readonly value: number;
  /** Only in the log line: ids, an error as `err`. Never personal data or secrets. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * Declares a kind of event.
 * @returns a factory: `metrics.observe(spooled({ platform }, { detail: { sourceId } }))`
 */
export function defineEvent<const Label extends string>(definition: EventDefinition<Label>) {
  return (
    labels: Readonly<Record<Label, string>>,
    { value = 1, detail = {} }: { value?: number; detail?: Readonly<Record<string, unknown>> } = {},
  ): ServiceEvent<Label> => ({ definition, labels, value, detail });
}
