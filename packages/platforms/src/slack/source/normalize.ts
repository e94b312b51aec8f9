import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import { objectOf, parseJson } from '../../reading/index.ts';
import { isJson } from '../../schemes/index.ts';
import { otherOf, reactionOf, userOf } from './event.ts';
import { formOf } from './interactivity.ts';
import { messageOf } from './message.ts';

export function normalize(raw: RawRecord, context: NormalizeContext): ReadonlyArray<Interaction> {
  if (!isJson(raw)) return [formOf(raw, context)];
  const envelope = objectOf(parseJson(raw.body));
  const event = objectOf(envelope['event']);
  switch (event['type']) {
    case 'message':
    case 'app_mention':
      return [messageOf(raw, envelope, event, context)];
    case 'reaction_added':
    case 'reaction_removed':
      return [reactionOf(raw, envelope, event, context)];
    case 'team_join':
    case 'user_change':
    case 'user_profile_changed':
      return [userOf(raw, envelope, event, context) ?? otherOf(raw, envelope, event)];
    default:
      return [otherOf(raw, envelope, event)];
  }
}
