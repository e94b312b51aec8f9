/** What we create in HubSpot on connecting, so that every record of ours is found by our id. */
export const customerIdProperty = 'throughline_customer_id';
export const mergedIntoProperty = 'throughline_merged_into';
export const interactionIdProperty = 'throughline_interaction_id';
export const propertyGroup = 'throughline';

export const activityTypes = ['communications', 'calls', 'emails', 'notes'] as const;
export type ActivityType = (typeof activityTypes)[number];

/** Inputs per call of every batch endpoint. */
export const batchSize = 100;
