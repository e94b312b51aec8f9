/** What of a customer the page shows: part of its address. */
export const customerViews = ['timeline', 'why', 'as-known', 'orders'] as const;
export type CustomerView = (typeof customerViews)[number];

/** What of identity the page shows: part of its address. */
export const identityTabs = ['conflicts', 'suggestions', 'rules', 'orders'] as const;
export type IdentityTab = (typeof identityTabs)[number];
