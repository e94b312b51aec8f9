/** Why platforms refuse deliveries, by the words of their reasons; the first that fits. */
const advices: ReadonlyArray<readonly [RegExp, string]> = [
  [/\b(is|are) set$/, 'Enter it in the source’s settings, as the vendor’s page shows it.'],
  [
    /keys? .*not (there|known) yet|keys of/,
    'The vendor’s published keys could not be fetched yet: check that the edge reaches the internet, and wait a moment.',
  ],
  [
    /\b(old|stale|ended|timestamp)\b/,
    'Check the clocks of both sides, and that nothing holds deliveries back on their way.',
  ],
  [/method/, 'Check that the vendor sends with the HTTP method that the steps name.'],
  [
    /path/,
    'Check that the vendor has the whole URL, with the secret at its end; copy it again after “Rotate secrets”.',
  ],
  [
    /of another|another client|our app/,
    'The delivery is of another account or app at the vendor: connect that one as a source of its own, or correct the settings.',
  ],
  [
    /missing|no key|carries/,
    'Check that signing is switched on at the vendor, that it uses this URL, and that no proxy removes headers.',
  ],
  [
    /signature|body does not match/,
    'Check that the secret in the source’s settings is the one that the vendor shows, and that no proxy changes URL or body.',
  ],
  [
    /match|unknown|verif/,
    'Check that the secret in the source’s settings and the one at the vendor are the same.',
  ],
];

/** What to do about a delivery that was refused for this reason, in the platform's words. */
export const adviceOn = (reason: string): string =>
  advices.find(([pattern]) => pattern.test(reason))?.[1] ??
  'Compare the source’s settings with what the vendor shows, and follow the steps again.';
