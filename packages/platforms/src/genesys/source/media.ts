import { arrayOf, objectOf, stringOf, type Json } from '../../reading/index.ts';

/** The lists that a participant has its communications in, with the channel that they are. */
export const MEDIA: Readonly<Record<string, { readonly channel: string; readonly kind: string }>> = {
  calls: { channel: 'voice', kind: 'call' },
  callbacks: { channel: 'voice', kind: 'call' },
  chats: { channel: 'chat', kind: 'event' },
  messages: { channel: 'chat', kind: 'event' },
  emails: { channel: 'email', kind: 'event' },
  videos: { channel: 'video', kind: 'call' },
  socialExpressions: { channel: 'social', kind: 'event' },
  cobrowsesessions: { channel: 'cobrowse', kind: 'event' },
  screenshares: { channel: 'screenshare', kind: 'event' },
};

interface Medium {
  /** One of the names in MEDIA. */
  readonly type: string;
  readonly participant: Json;
  readonly value: Json;
}

export const participantsOf = (conversation: Json): ReadonlyArray<Json> =>
  arrayOf(conversation['participants']).map(objectOf);

/** Every communication of every participant. */
export const mediaOf = (conversation: Json): ReadonlyArray<Medium> =>
  participantsOf(conversation).flatMap((participant) =>
    Object.keys(MEDIA).flatMap((type) =>
      arrayOf(participant[type]).map((value) => ({ type, participant, value: objectOf(value) })),
    ),
  );

/** Topics of one medium have flat participants; their name says which it is: `v2.users.{id}.conversations.calls`. */
export const mediumOfTopic = (topic: string): string | undefined =>
  Object.keys(MEDIA).find((type) => topic.toLowerCase().endsWith(`.conversations.${type.toLowerCase()}`));

/** What a message came by, in our words. */
export const messageChannel = (type: unknown): string => {
  const text = (stringOf(type) ?? '').toLowerCase();
  return text === '' || text === 'webmessaging' || text === 'open' || text === 'unknown' ? 'chat' : text;
};
