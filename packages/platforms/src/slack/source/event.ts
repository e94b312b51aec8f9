import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import {
  emailIdentifier,
  identifier,
  interaction,
  objectOf,
  parseSeconds,
  participant,
  phoneIdentifier,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { directionOf, member, teamOf } from './people.ts';

/** A reaction that is taken back is a later revision of it. */
export function reactionOf(
  raw: RawRecord,
  envelope: Json,
  event: Json,
  context: NormalizeContext,
): Interaction {
  const team = teamOf(envelope, event);
  const item = objectOf(event['item']);
  const [channel, ts, user] = [item['channel'], item['ts'], event['user']].map(stringOf);
  const emoji = stringOf(event['reaction']);
  const taken = event['type'] === 'reaction_removed';
  const person =
    user === undefined ? undefined : member(user, { home: team, team, context }, { author: true });
  return interaction(manifest, raw, {
    account: team,
    objectId: `${channel ?? stringOf(item['file']) ?? 'unknown'}/${ts ?? ''}/reaction/${user ?? ''}/${emoji ?? ''}`,
    revision: parseSeconds(event['event_ts']) ?? 0,
    channel: 'slack',
    kind: 'event',
    event: taken ? 'unreacted' : 'reacted',
    vendorEvent: stringOf(event['type']),
    direction: directionOf(person),
    occurredAt: parseSeconds(event['event_ts']),
    conversation: channel === undefined || ts === undefined ? undefined : `${channel}/${ts}`,
    text: taken || emoji === undefined ? undefined : `:${emoji}:`,
    participants: person === undefined ? [] : [person],
    properties: { reactionTo: channel === undefined ? undefined : `${channel}/${ts ?? ''}` },
  });
}

/** A member of the workspace as their profile is now; Slack itself has confirmed the e-mail address. */
export function userOf(
  raw: RawRecord,
  envelope: Json,
  event: Json,
  context: NormalizeContext,
): Interaction | undefined {
  const user = objectOf(event['user']);
  const id = stringOf(user['id']);
  if (id === undefined) return undefined;
  const team = teamOf(envelope, event);
  const home = stringOf(user['team_id']) ?? team;
  const profile = objectOf(user['profile']);
  const name = profile['real_name'] ?? user['real_name'] ?? user['name'];
  const bot = user['is_bot'] === true;
  const known = {
    author: true,
    name,
    identifiers: [
      ...emailIdentifier(stringOf(profile['email']), true),
      ...phoneIdentifier(stringOf(profile['phone']), context.region, false),
    ],
    traits: {
      firstName: profile['first_name'],
      lastName: profile['last_name'],
      jobTitle: profile['title'],
      timeZone: user['tz'],
    },
  };
  return interaction(manifest, raw, {
    account: team,
    objectId: `user/${home}/${id}`,
    revision: parseSeconds(user['updated']) ?? parseSeconds(event['event_ts']) ?? 0,
    channel: 'slack',
    kind: 'record',
    event: event['type'] === 'team_join' ? 'created' : 'changed',
    vendorEvent: stringOf(event['type']),
    direction: 'none',
    occurredAt: parseSeconds(event['event_ts']) ?? parseSeconds(envelope['event_time']),
    participants: [
      bot
        ? participant({
            role: 'bot',
            author: true,
            name,
            identifiers: [identifier('slack-bot', stringOf(profile['bot_id']) ?? id, true)],
          })
        : member(id, { home, team, context }, known),
    ],
    properties: { deactivated: user['deleted'] === true ? 'yes' : undefined },
  });
}

/** Channel renames, app changes, and whatever comes next: kept with all that was sent. */
export const otherOf = (raw: RawRecord, envelope: Json, event: Json): Interaction => {
  const { token: _token, ...rest } = envelope;
  return interaction(manifest, raw, {
    account: teamOf(envelope, event),
    objectId: stringOf(envelope['event_id']) ?? sha256(raw.body),
    channel: 'slack',
    kind: 'other',
    event: 'other',
    vendorEvent: stringOf(event['type']) ?? stringOf(envelope['type']) ?? '',
    direction: 'none',
    occurredAt: parseSeconds(event['event_ts']) ?? parseSeconds(envelope['event_time']),
    text: JSON.stringify(Object.keys(event).length > 0 ? event : rest),
  });
};
