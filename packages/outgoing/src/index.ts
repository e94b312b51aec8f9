export { isPublicAddress } from './addresses.ts';
export { createHttpClient, guardedLookup, parseGuarded } from './client.ts';
export type { OutgoingClient, OutgoingOptions, OutgoingRequest, OutgoingResponse } from './client.ts';
export { outgoingErrors } from './errors.ts';
