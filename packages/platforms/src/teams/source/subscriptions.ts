import { createSubscriptions } from '../../microsoft/subscriptions.ts';
import { channelKeys, resourceOf } from './place.ts';
import type { Settings } from './settings.ts';

/** Which key a notification was encrypted to; there is one at a time, and what it does not open is fetched. */
const CERTIFICATE_ID = 'throughline';

/** The base64 between the lines of a PEM, which is how Graph takes a certificate. */
const withoutArmour = (certificate: string): string =>
  certificate.replaceAll(/-----(?:BEGIN|END) CERTIFICATE-----/g, '').replaceAll(/\s+/g, '');

export const subscriptions = createSubscriptions<Settings>({
  keys: channelKeys,
  resourceOf,
  changeType: 'created,updated,deleted',
  more: ({ certificate, privateKey }) =>
    certificate === undefined || privateKey === undefined
      ? {}
      : {
          includeResourceData: true,
          encryptionCertificate: withoutArmour(certificate),
          encryptionCertificateId: CERTIFICATE_ID,
        },
});
