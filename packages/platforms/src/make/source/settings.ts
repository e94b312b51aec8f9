import {
  newSharedSettings,
  sharedSettings,
  type SharedSettings,
} from '../../generic/source/shared-secret.ts';

export const settings = sharedSettings;
export type Settings = SharedSettings;

export const generateSettings = (): Settings => newSharedSettings('make');
