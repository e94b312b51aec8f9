import { BlockList, isIP, isIPv4 } from 'node:net';

/**
 * Addresses that are not public: IANA's special-purpose registries for IPv4 (RFC 6890 and later) and IPv6. The IPv6
 * forms that carry an IPv4 address inside (mapped, NAT64, 6to4, Teredo) are refused or unwrapped, so that they are no way around.
 */
const special = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  special.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
] as const)
  special.addSubnet(network, prefix, 'ipv6');

const mapped = /^::ffff:(?:([0-9a-f]{1,4}):([0-9a-f]{1,4})|(\d+\.\d+\.\d+\.\d+))$/;

const unwrap = (address: string): string => {
  const match = mapped.exec(address);
  if (match === null) return address;
  if (match[3] !== undefined) return match[3];
  const [high, low] = [Number.parseInt(match[1] ?? '', 16), Number.parseInt(match[2] ?? '', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
};

/** Whether an IP address (as text, without brackets) is one of the public internet. What is no IP address is not public. */
export function isPublicAddress(address: string): boolean {
  const bare = address.split('%')[0]?.toLowerCase() ?? '';
  if (isIP(bare) === 0) return false;
  // The URL parser writes every IPv6 address in its shortest form, so that the mapped form has one spelling.
  const plain = unwrap(isIPv4(bare) ? bare : new URL(`http://[${bare}]`).hostname.slice(1, -1));
  return !special.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6');
}
