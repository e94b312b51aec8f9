/** Who orders a command, and why. */
export interface Authority {
  /** Given by the caller, one for each command: the same again is answered, not executed. */
  readonly commandId: string;
  readonly by: string;
  readonly reason?: string;
}
