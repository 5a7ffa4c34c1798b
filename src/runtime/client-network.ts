/**
 * Which clients count as one: an IPv4 address, or the IPv6 network of one customer.
 * Limits on connections and failed logins are counted by this key.
 */

/** A customer has at least an IPv6 /64 (RFC 6177 §2). */
const NETWORK_GROUPS = 4;
const IPV6_GROUPS = 8;

/** @param ip as a socket reports it; a mapped IPv4 address (RFC 4291 §2.5.5.2) counts as the IPv4 address */
export function networkOf(ip: string): string {
  const plain = ip.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/%.*$/, '');
  if (!plain.includes(':') || plain.includes('.')) return plain;
  const [head = '', tail = ''] = plain.toLowerCase().split('::');
  const given = [head, tail].map((part) => (part === '' ? [] : part.split(':')));
  const [front = [], back = []] = given;
  const missing = Math.max(0, IPV6_GROUPS - front.length - back.length);
  const gap = plain.includes('::') ? Array.from({ length: missing }, () => '0') : [];
  return [...front, ...gap, ...back].slice(0, NETWORK_GROUPS).join(':');
}
