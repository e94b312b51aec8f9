import type { Access } from '../../contract.ts';
import type { Settings } from './settings.ts';

/** https://www.twilio.com/docs/usage/requests-to-twilio#credentials */
export const access = ({ accountSid, authToken }: Settings): Access | undefined =>
  accountSid === undefined
    ? undefined
    : {
        type: 'headers',
        headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
      };
