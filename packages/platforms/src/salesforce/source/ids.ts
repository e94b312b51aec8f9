const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/**
 * An id of 18 characters: pages and older APIs give 15, whose case matters; the three behind them say which are upper-case.
 * https://help.salesforce.com/s/articleView?id=000385585 — anything else stays as it is.
 */
export function longId(id: string): string {
  if (!/^[a-zA-Z0-9]{15}$/.test(id)) return id;
  let suffix = '';
  for (let block = 0; block < 3; block += 1) {
    let flags = 0;
    for (let at = 0; at < 5; at += 1) {
      if (/[A-Z]/.test(id.charAt(block * 5 + at))) flags |= 1 << at;
    }
    suffix += ALPHABET.charAt(flags);
  }
  return id + suffix;
}
