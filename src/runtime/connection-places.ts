/**
 * The bound on the connections of a listener, together and from one client address. When there is no place left, the
 * connection that has kept this server waiting longest makes room, so that clients who hold connections open and do
 * nothing with them shut nobody out.
 * Path: every listener asks here when a client connects.
 */
import { networkOf } from './client-network.js';

export interface PlaceLimits {
  readonly maxConnections: number;
  /** From one IPv4 address or IPv6 /64. */
  readonly maxPerAddress: number;
}

/** A connection that has a place. */
export interface Occupant {
  /** null: over a Unix socket, where nobody is told from others. */
  readonly ip: string | null;
  /** Whether it may be closed for the sake of another: nothing is under way for it. */
  mayGo(): boolean;
  /** Closes it; it has no place any more. */
  sendAway(): void;
}

export interface ConnectionPlaces {
  /** false: there is no place, and nobody may go. */
  enter(occupant: Occupant): boolean;
  /** It has done something useful: of those that may go, it is the last. */
  refresh(occupant: Occupant): void;
  leave(occupant: Occupant): void;
  /** For those that come from now on. */
  limit(limits: PlaceLimits): void;
}

export function createConnectionPlaces(initial: PlaceLimits): ConnectionPlaces {
  let limits = initial;
  /** In the order in which they were last useful. */
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
      // The neighbours first: one that goes makes room in the whole, too.
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
