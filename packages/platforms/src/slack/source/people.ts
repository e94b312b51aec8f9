import type { Identifier, Participant } from '@throughline/schemas';
import type { NormalizeContext } from '../../contract.ts';
import { arrayOf, identifier, objectOf, participant, stringOf, type Json } from '../../reading/index.ts';

/** The workspace that an envelope is of; an app of a whole organisation gets some without. */
export const teamOf = (envelope: Json, event: Json = {}): string =>
  [
    envelope['team_id'],
    envelope['context_team_id'],
    event['team'],
    envelope['context_enterprise_id'],
    envelope['enterprise_id'],
  ]
    .map(stringOf)
    .find((id) => id !== undefined) ?? 'unknown';

/** A member of a workspace. A user of another one came by Slack Connect; the settings say who our own are. */
export function member(
  user: string,
  {
    home,
    team,
    context,
  }: { readonly home: string; readonly team: string; readonly context: NormalizeContext },
  known: {
    readonly author: boolean;
    readonly name?: unknown;
    readonly identifiers?: ReadonlyArray<Identifier>;
    readonly traits?: Readonly<Record<string, unknown>>;
  },
): Participant {
  const { settings } = context;
  const isAgent =
    arrayOf(settings['agents']).includes(user) || (home === team && settings['members'] === 'agents');
  return participant({
    ...known,
    role: isAgent ? 'agent' : 'customer',
    identifiers: [...(known.identifiers ?? []), identifier('slack', `${home}/${user}`, true)],
  });
}

/** Who wrote a message: a bot, a member, or nobody that it names. */
export function authorOf(message: Json, team: string, context: NormalizeContext): Participant | undefined {
  const bot = stringOf(message['bot_id']);
  if (bot !== undefined) {
    return participant({
      role: 'bot',
      author: true,
      name: message['username'] ?? objectOf(message['bot_profile'])['name'],
      identifiers: [identifier('slack-bot', bot, true)],
    });
  }
  const user = stringOf(message['user']);
  if (user === undefined) return undefined;
  const home =
    stringOf(message['user_team']) ?? stringOf(message['source_team']) ?? stringOf(message['team']) ?? team;
  const profile = objectOf(message['user_profile']);
  return member(
    user,
    { home, team, context },
    { author: true, name: profile['real_name'] ?? profile['name'] },
  );
}

export const directionOf = (author: Participant | undefined): 'inbound' | 'outbound' | 'none' =>
  author === undefined ? 'none' : author.role === 'customer' ? 'inbound' : 'outbound';
