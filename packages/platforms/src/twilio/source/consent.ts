import type { ConsentStatement } from '@throughline/schemas';
import type { Address, Channel } from './people.ts';

/** https://help.twilio.com/articles/223134027: the words after which Twilio itself sends no more. */
const STOP = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT']);
/**
 * The words that undo it. YES is one of Twilio's as well, but it answers many other questions: it counts only where Twilio says
 * that it was taken so.
 */
const START = new Set(['START', 'UNSTOP']);

/** Twilio refused to send: the recipient had replied with STOP. https://www.twilio.com/docs/api/errors/21610 */
const UNSUBSCRIBED = '21610';

const statement = (
  address: Address,
  channel: Channel,
  state: 'granted' | 'denied' | undefined,
): ReadonlyArray<ConsentStatement> =>
  state === undefined || address.type !== 'phone'
    ? []
    : [
        {
          identifierType: 'phone',
          identifierValue: address.value,
          purpose: channel,
          state,
          trusted: true,
        },
      ];

/**
 * What a received message says of further ones. With Advanced Opt-Out, `OptOutType` (STOP, START or HELP) tells it whatever the
 * keywords and their language are; without, the default keywords do, if they are all of the message.
 */
export function consentsOf(
  sender: Address,
  channel: Channel,
  form: URLSearchParams,
): ReadonlyArray<ConsentStatement> {
  const type = form.get('OptOutType')?.trim().toUpperCase();
  if (type !== undefined && type !== '')
    return statement(sender, channel, type === 'STOP' ? 'denied' : type === 'START' ? 'granted' : undefined);
  const word = (form.get('Body') ?? '').trim().toUpperCase();
  return statement(sender, channel, STOP.has(word) ? 'denied' : START.has(word) ? 'granted' : undefined);
}

/** A message that was not sent because of an earlier STOP tells of that STOP. */
export const consentsOfStatus = (
  recipient: Address,
  channel: Channel,
  errorCode: string | null,
): ReadonlyArray<ConsentStatement> =>
  statement(recipient, channel, errorCode === UNSUBSCRIBED ? 'denied' : undefined);
