/**
 * A calendar as it will be once changes that are under way are written. Pure.
 * Path: pending-changes.ts, when a plan is made before the one in front of it is durable.
 */
import { sameKey } from '../../booking/invitation.js';
import type { CalendarChange } from '../../booking/calendar-entry.js';
import type { CalendarSnapshot, PlannedChange, SnapshotRequest } from '../../store/delivery-desk.js';

/** A change that is under way, with the version that it will make. */
export type PendingChange = PlannedChange & { readonly nextVersion: number };

/**
 * Entries that are put or go, all of their times known: what else a calendar may do (series without end, cancellations
 * that are remembered) is read when it is there.
 */
export function isPredictableChange({ put, extend = [], tombstones }: CalendarChange): boolean {
  return extend.length === 0 && tombstones.length === 0 && put.every(({ entry }) => entry.indexedUntil === null);
}

/** @param inProgress each made from the version that another makes, or from one that was read */
export function applyPendingChanges(
  calendar: CalendarSnapshot,
  asked: NonNullable<SnapshotRequest['calendar']>,
  pendingChanges: readonly PendingChange[],
): CalendarSnapshot {
  let optimistic = calendar;
  for (let next = after(optimistic, pendingChanges); next !== undefined; next = after(optimistic, pendingChanges)) {
    optimistic = apply(optimistic, asked, next);
  }
  return optimistic;
}

function after({ version }: CalendarSnapshot, pendingChanges: readonly PendingChange[]): PendingChange | undefined {
  return pendingChanges.find(({ basedOn }) => basedOn === version);
}

function apply(
  { entries, tombstones, busy }: CalendarSnapshot,
  { uids, busyIn }: NonNullable<SnapshotRequest['calendar']>,
  { change: { remove, put }, nextVersion }: PendingChange,
): CalendarSnapshot {
  const gone = [...remove, ...put.map(({ entry }) => entry)];
  const stays = (each: (typeof gone)[number]): boolean => !gone.some((key) => sameKey(key, each));
  const isAsked = (uid: string | undefined): boolean => uid !== undefined && uids.includes(uid);
  const newEntries = put.map(({ entry }) => entry).filter(({ uid, pending }) => isAsked(uid) || isAsked(pending?.uid));
  const newBusy = put
    .flatMap((each) => each.busy)
    .filter(({ start, end }) => busyIn.some((interval) => start < interval.end && end > interval.start));
  return {
    version: nextVersion,
    entries: [...entries.filter(stays), ...newEntries],
    tombstones,
    busy: [...busy.filter(stays), ...newBusy].sort((one, other) => one.start - other.start || one.end - other.end),
  };
}
