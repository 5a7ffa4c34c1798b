/**
 * Limits the connections of a listener, in total and per client address. When no place is left, the connection that has
 * been idle longest is closed, so that clients that hold idle connections open do not block others.
 * Every listener uses it when a client connects.
 */
import { networkOf } from './client-network.js';

export interface PlaceLimits {
  readonly maxConnections: number;
  /** From one IPv4 address or IPv6 /64. */
  readonly maxPerAddress: number;
}

/** A connection that has a place. */
export interface Occupant {
  /** null: a Unix socket, where clients have no address. */
  readonly ip: string | null;
  /** Whether it may be closed for another connection: no transaction is in progress. */
  mayGo(): boolean;
  /** Closes it; its place is already free. */
  sendAway(): void;
}

export interface ConnectionPlaces {
  /** false: no place is left, and no connection may be closed. */
  enter(occupant: Occupant): boolean;
  /** Marks it as just used: of those that may be closed, it is the last. */
  refresh(occupant: Occupant): void;
  leave(occupant: Occupant): void;
  /** Applies to new connections. */
  limit(limits: PlaceLimits): void;
}

export function createConnectionPlaces(initial: PlaceLimits): ConnectionPlaces {
  let limits = initial;
  /** Least recently used first. */
  const occupants = new Set<Occupant>();
  const byAddress = new Map<string, Set<Occupant>>();
  const keyOf = ({ ip }: Occupant): string | null => (ip === null ? null : networkOf(ip));

  function add(occupant: Occupant): void {
    occupants.add(occupant);
    const key = keyOf(occupant);
    if (key === null) return;
    const neighbours = byAddress.get(key) ?? new Set();
    byAddress.set(key, neighbours.add(occupant));
  }
  function leave(occupant: Occupant): void {
    if (!occupants.delete(occupant)) return;
    const key = keyOf(occupant);
    if (key === null) return;
    const neighbours = byAddress.get(key);
    neighbours?.delete(occupant);
    if (neighbours?.size === 0) byAddress.delete(key);
  }
  function hasPlace(among: ReadonlySet<Occupant>, most: number): boolean {
    if (among.size < most) return true;
    const going = [...among].find((each) => each.mayGo());
    if (going === undefined) return false;
    leave(going);
    going.sendAway();
    return true;
  }

  return {
    enter(occupant) {
      const key = keyOf(occupant);
      const neighbours = (key === null ? undefined : byAddress.get(key)) ?? nobody;
      // The same address first: closing one of its connections also frees a place in total.
      const mayEnter = hasPlace(neighbours, limits.maxPerAddress) && hasPlace(occupants, limits.maxConnections);
      if (mayEnter) add(occupant);
      return mayEnter;
    },
    refresh(occupant) {
      if (!occupants.has(occupant)) return;
      leave(occupant);
      add(occupant);
    },
    leave,
    limit(changed) {
      limits = changed;
    },
  };
}

const nobody: ReadonlySet<Occupant> = new Set();
