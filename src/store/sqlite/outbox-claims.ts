/**
 * The leases on entries of the outbox. They are in memory: one process owns a data folder of this engine, so the leases of
 * a process that was killed end with it, and a claim costs no write.
 *
 * Path: read-outbox.ts gives out the entries that no lease blocks.
 */
import { addMilliseconds, type Instant } from '../../mail/instant.js';
import type { Claim } from '../outbox.js';

interface Lease {
  readonly owner: string;
  readonly lane: string | null;
  readonly endsAt: Instant;
}

export interface OutboxClaims {
  /** Leases, including those that have ended and were not noticed yet. */
  count(): number;
  /** Removes the leases that have ended. */
  expire(now: Instant): void;
  /** Whether the entry, or another one of its lane, is claimed. */
  isBlocked(entry: { readonly id: string; readonly lane: string | null }): boolean;
  add(entry: { readonly id: string; readonly lane: string | null }, claim: Claim): void;
  /** @returns the ids that the owner holds */
  renew(ids: readonly string[], claim: Claim): readonly string[];
  release(ids: readonly string[], owner: string): void;
  /** When the first lease ends; null: there is none. */
  firstEndAt(): Instant | null;
}

export function createOutboxClaims(): OutboxClaims {
  const leases = new Map<string, Lease>();
  // The lane of an entry that has left remains busy until its owner releases it: the attempt may still be in progress.
  const lanes = new Map<string, string>();
  const end = (id: string, { lane }: Lease): void => {
    leases.delete(id);
    if (lane !== null && lanes.get(lane) === id) lanes.delete(lane);
  };
  const add: OutboxClaims['add'] = ({ id, lane }, { owner, now, leaseMs }) => {
    leases.set(id, { owner, lane, endsAt: addMilliseconds(now, leaseMs) });
    if (lane !== null) lanes.set(lane, id);
  };
  return {
    add,
    count: () => leases.size,
    expire(now) {
      for (const [id, lease] of leases) if (lease.endsAt <= now) end(id, lease);
    },
    isBlocked: ({ id, lane }) => leases.has(id) || (lane !== null && lanes.has(lane)),
    renew: (ids, claim) =>
      ids.filter((id) => {
        const lease = leases.get(id);
        if (lease?.owner !== claim.owner) return false;
        add({ id, lane: lease.lane }, claim);
        return true;
      }),
    release(ids, owner) {
      for (const id of ids) {
        const lease = leases.get(id);
        if (lease?.owner === owner) end(id, lease);
      }
    },
    firstEndAt: () => [...leases.values()].reduce<Instant | null>((first, { endsAt }) => earlier(first, endsAt), null),
  };
}

/** The earlier of two instants; null is none. */
export function earlier(one: Instant | null, other: Instant | null): Instant | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}
