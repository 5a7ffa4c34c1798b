/**
 * Which clients may connect: IP addresses and networks in CIDR form. An IPv4 client on an IPv6 socket is treated as the
 * IPv4 client (RFC 4291 §2.5.5.2).
 */
import { BlockList, isIP } from 'node:net';

const MAPPED_PREFIX = /^::ffff:(?=\d+\.\d+\.\d+\.\d+)/i;
/** Bits before the IPv4 address in a mapped address. */
const MAPPED_BITS = 96;

/** The address in its usual form: a mapped IPv4 address as IPv4, without a zone (RFC 4007 §11). */
export const plainIp = (ip: string): string => ip.replace(MAPPED_PREFIX, '').replace(/%.*$/, '');

/** @returns a function that tells whether an address is allowed. Throws RangeError for an entry that is not valid. */
export function createAllowList(entries: readonly string[]): (ip: string) => boolean {
  const list = new BlockList();
  for (const entry of entries) addEntry(list, entry);
  return (ip) => {
    const plain = plainIp(ip);
    return list.check(plain, family(plain));
  };
}

function addEntry(list: BlockList, entry: string): void {
  const [given = '', prefix, ...more] = entry.split('/');
  const ip = plainIp(given);
  if (isIP(ip) === 0 || more.length > 0) throw new RangeError(`not an IP address or network: ${entry}`);
  if (prefix === undefined) {
    list.addAddress(ip, family(ip));
    return;
  }
  const bits = Number(prefix) - (ip === given ? 0 : MAPPED_BITS);
  const most = isIP(ip) === 4 ? 32 : 128;
  if (!/^\d{1,3}$/.test(prefix) || bits < 0 || bits > most) throw new RangeError(`not a network: ${entry}`);
  list.addSubnet(ip, bits, family(ip));
}

const family = (ip: string): 'ipv4' | 'ipv6' => (isIP(ip) === 6 ? 'ipv6' : 'ipv4');
