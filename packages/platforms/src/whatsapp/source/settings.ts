import { generateMetaSettings, metaSettings, type MetaSettings } from '../../meta/settings.ts';

export const settings = metaSettings;
export type Settings = MetaSettings;

export const generateSettings = (): Settings => generateMetaSettings();
