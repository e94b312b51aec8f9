/** A mailbox as Gmail keeps it: messages with labels, and the history of what became of them. */

export interface StoredMessage {
  readonly id: string;
  readonly threadId: string;
  readonly labelIds: ReadonlyArray<string>;
  /** Epoch milliseconds. */
  readonly internalDate: number;
  readonly mime: string;
}

type Change = 'messagesAdded' | 'messagesDeleted' | 'labelsAdded' | 'labelsRemoved';

export interface HistoryRecord {
  readonly id: number;
  readonly at: number;
  readonly change: Change;
  readonly message: Pick<StoredMessage, 'id' | 'threadId' | 'labelIds'>;
  /** The labels of a label change. */
  readonly labelIds?: ReadonlyArray<string>;
}

const WEEK = 7 * 24 * 60 * 60 * 1000;

export function createMailbox(now: () => Date) {
  const messages = new Map<string, StoredMessage>();
  const records: HistoryRecord[] = [];
  let lastHistoryId = 1000;
  let lastNumber = 0;

  function note(change: Change, message: StoredMessage, labelIds?: ReadonlyArray<string>): void {
    lastHistoryId += 7;
    const { id, threadId, labelIds: all } = message;
    records.push({
      id: lastHistoryId,
      at: now().getTime(),
      change,
      message: { id, threadId, labelIds: all },
      ...(labelIds === undefined ? {} : { labelIds }),
    });
  }

  return {
    messages: messages as ReadonlyMap<string, StoredMessage>,
    historyId: () => lastHistoryId,
    newId: () => `19${(0xa0000000 + (lastNumber += 1)).toString(16).padStart(14, '0')}`,
    add(message: StoredMessage): void {
      messages.set(message.id, message);
      note('messagesAdded', message);
    },
    remove(id: string): void {
      const message = messages.get(id);
      if (message === undefined) return;
      messages.delete(id);
      note('messagesDeleted', message);
    },
    label(id: string, change: 'labelsAdded' | 'labelsRemoved', label: string): void {
      const message = messages.get(id);
      if (message === undefined) return;
      const others = message.labelIds.filter((one) => one !== label);
      const labelled = { ...message, labelIds: change === 'labelsAdded' ? [...others, label] : others };
      messages.set(id, labelled);
      note(change, labelled, [label]);
    },
    /** What came after a history id; undefined where it is older than what is kept. */
    since(historyId: number): ReadonlyArray<HistoryRecord> | undefined {
      const limit = now().getTime() - WEEK;
      const lost = records.findLast((record) => record.at < limit);
      if (lost !== undefined && historyId < lost.id) return undefined;
      return records.filter((record) => record.id > historyId);
    },
  };
}

export type Mailbox = ReturnType<typeof createMailbox>;
