/**
 * What the configuration says about who is believed, as delivery and booking need it.
 */
import type { BookingOptions } from '../booking/booking-request.js';
import type { ResultTrust } from '../mail/proven-authors.js';
import { createAllowList } from '../runtime/allow-list.js';

export interface TrustSettings {
  readonly trust: 'author' | 'authenticated' | 'auto';
  readonly trustedAuthserv: readonly string[];
  /** Host names, IP addresses and networks. */
  readonly trustedRelays: readonly string[];
}

/** `auto` believes the header only as long as nobody says who is authenticated, and then reports what it believed. */
export function trustInForce({
  trust,
  trustedAuthserv,
}: TrustSettings): Pick<BookingOptions, 'trust' | 'reportUnproven'> {
  if (trust !== 'auto') return { trust, reportUnproven: false };
  return trustedAuthserv.length > 0
    ? { trust: 'authenticated', reportUnproven: false }
    : { trust: 'author', reportUnproven: true };
}

/**
 * Who hands messages over on this machine is one of our MTAs as soon as any is named: a Unix socket has no address, and a
 * name in trustedRelays says nothing of where its connections come from.
 *
 * Throws RangeError for a relay that is written as a network and is none.
 */
export function resultTrust({ trustedAuthserv, trustedRelays }: TrustSettings): ResultTrust {
  const isNetwork = (relay: string): boolean => /^[0-9.]+$|[:/]/.test(relay);
  const isRelayIp = createAllowList(trustedRelays.filter(isNetwork));
  const hasRelays = trustedRelays.length > 0;
  return {
    authservIds: trustedAuthserv.map((id) => id.toLowerCase()),
    relayHosts: trustedRelays.filter((relay) => !isNetwork(relay)).map((host) => host.toLowerCase()),
    isRelayIp,
    isPeerOurs: (ip) => hasRelays && (ip === null || thisMachine(ip) || isRelayIp(ip)),
  };
}

const thisMachine = createAllowList(['127.0.0.1', '::1']);
