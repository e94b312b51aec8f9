import type { Participant } from '@throughline/schemas';
import { metaTime } from '../../meta/entries.ts';
import { identifier, objectOf, participant, stringOf, type Json } from '../../reading/index.ts';

/** One event of a conversation between a page (or an Instagram account) and a person. */
export interface Event {
  readonly page: string;
  readonly channel: 'messenger' | 'instagram';
  readonly body: Json;
  /** Another app has the conversation; ours only listens. */
  readonly standby: boolean;
  /** Epoch milliseconds; null where the event has none. */
  readonly time: number | null;
  /** The person's id, which is scoped to the page; undefined where none is named. */
  readonly person: string | undefined;
  /** Apps whose messages are a bot's. */
  readonly botAppIds: ReadonlyArray<unknown>;
}

const partyOf = (value: unknown): string | undefined => {
  const party = objectOf(value);
  return stringOf(party['id']) ?? stringOf(party['user_ref']);
};

export function eventOf(body: Json, known: Omit<Event, 'body' | 'time' | 'person'>): Event {
  const [sender, recipient] = [partyOf(body['sender']), partyOf(body['recipient'])];
  const isEcho = objectOf(body['message'])['is_echo'] === true || sender === known.page;
  return {
    ...known,
    body,
    time: metaTime(body['timestamp']),
    person: isEcho ? recipient : sender,
  };
}

export const customer = (event: Event, author: boolean): Participant =>
  participant({
    role: 'customer',
    author,
    identifiers:
      event.person === undefined
        ? []
        : // The id is Meta's for this person and this page; another page has another.
          [identifier(`${event.channel}-user`, `${event.page}/${event.person}`, true)],
  });

export const company = (event: Event, author: boolean, role: 'agent' | 'bot' = 'agent'): Participant =>
  participant({
    role,
    author,
    identifiers: [
      identifier(event.channel === 'messenger' ? 'facebook-page' : 'instagram-account', event.page, true),
    ],
  });
