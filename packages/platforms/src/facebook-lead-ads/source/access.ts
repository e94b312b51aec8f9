import type { Access } from '../../contract.ts';
import type { Settings } from './settings.ts';

/** Page tokens of a system user do not lapse. */
export const access = ({ pageAccessToken }: Settings): Access | undefined =>
  pageAccessToken === undefined
    ? undefined
    : { type: 'headers', headers: { authorization: `Bearer ${pageAccessToken}` } };
