export {
  deliveries,
  EVERY_KIND,
  type Delivery,
  type TrafficOptions,
  type VendorObject,
} from './deliveries.ts';
export { personOf, type Person } from './people.ts';
export { createSender, signedRequest, type ReadySource, type ReadySources, type Sender } from './send.ts';
