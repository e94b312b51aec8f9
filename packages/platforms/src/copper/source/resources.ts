/** The records that Copper notifies of, and where its API has them. https://developer.copper.com */
export const RESOURCES = {
  person: 'people',
  lead: 'leads',
  company: 'companies',
  opportunity: 'opportunities',
  project: 'projects',
  task: 'tasks',
} as const;

export type Resource = keyof typeof RESOURCES;

export const isResource = (text: string): text is Resource => Object.hasOwn(RESOURCES, text);

/** `activity` besides, which is fetched and listed but not notified of. */
export const pathOf = (type: string): string | undefined =>
  isResource(type) ? RESOURCES[type] : type === 'activity' ? 'activities' : undefined;
