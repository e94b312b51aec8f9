import type { Sample } from '../contract.ts';

const headers = { 'content-type': 'application/json' };

export function samples(now: Date): ReadonlyArray<Sample> {
  const ts = (offset: number) => `${Math.floor(now.getTime() / 1000) + offset}.000100`;
  const event = (id: string, body: object): Sample['body'] =>
    JSON.stringify({
      token: 'deprecated',
      team_id: 'T024BE7LD',
      api_app_id: 'A123ABC456',
      event: body,
      type: 'event_callback',
      event_id: `Ev${id}${now.getTime()}`,
      event_time: Math.floor(now.getTime() / 1000),
    });
  const message = {
    type: 'message',
    user: 'U2147483697',
    text: 'Is the blue one back in stock? :eyes:',
    ts: ts(0),
  };
  const common = { type: 'message', channel: 'C123ABC456', channel_type: 'channel', event_ts: ts(0) };
  return [
    {
      title: 'A message in a channel',
      method: 'POST',
      path: '',
      headers,
      body: event('new', { ...common, ...message }),
    },
    {
      title: 'The message is edited',
      method: 'POST',
      path: '',
      headers,
      body: event('edit', {
        ...common,
        subtype: 'message_changed',
        hidden: true,
        ts: ts(9),
        event_ts: ts(9),
        message: {
          ...message,
          text: 'Is the blue one back in stock, in size 42?',
          edited: { user: 'U2147483697', ts: ts(9) },
        },
        previous_message: message,
      }),
    },
  ];
}
