/**
 * Converts the trust configuration into the settings of delivery and booking.
 */
import type { BookingOptions } from '../booking/booking-request.js';
import type { ResultTrust } from '../mail/proven-authors.js';
import { createAllowList } from '../runtime/allow-list.js';

export interface TrustSettings {
  readonly trust: 'author' | 'authenticated' | 'auto';
  readonly trustedAuthserv: readonly string[];
  /** Host names, IP addresses and networks. */
  readonly trustedRelays: readonly string[];
  /** Absent: no. */
  readonly reportUnproven?: boolean;
}

/** `auto` trusts the author only while no authserv-id is configured. */
export function effectiveTrust({
  trust,
  trustedAuthserv,
  reportUnproven = false,
}: TrustSettings): Pick<BookingOptions, 'trust' | 'reportUnproven'> {
  if (trust !== 'auto') return { trust, reportUnproven };
  return { trust: trustedAuthserv.length > 0 ? 'authenticated' : 'author', reportUnproven };
}

/**
 * A client on this machine counts as a trusted MTA if any relay is configured: a Unix socket has no address, and a host
 * name in trustedRelays does not tell where its connections come from.
 *
 * Throws RangeError for a relay that looks like a network but is not valid.
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
