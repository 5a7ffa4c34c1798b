/**
 * A calendar as it will be once changes that are under way are written. Pure.
 * Path: calendars-under-way.ts, when a plan is made before the one in front of it is durable.
 */
import { sameKey } from '../../booking/invitation.js';
import type { CalendarChange } from '../../booking/calendar-entry.js';
import type { CalendarSnapshot, PlannedChange, SnapshotRequest } from '../../store/desk.js';

/** A change that is under way, with the version that it will make. */
export type ForeseenChange = PlannedChange & { readonly becomes: number };

/**
 * Entries that are put or go, all of their times known: what else a calendar may do (series without end, cancellations
 * that are remembered) is read when it is there.
 */
export function isForeseeable({ put, extend = [], bury }: CalendarChange): boolean {
  return extend.length === 0 && bury.length === 0 && put.every(({ entry }) => entry.indexedUntil === null);
}

/** @param underWay each made from the version that another makes, or from one that was read */
export function foreseeCalendar(
  calendar: CalendarSnapshot,
  asked: NonNullable<SnapshotRequest['calendar']>,
  underWay: readonly ForeseenChange[],
): CalendarSnapshot {
  let foreseen = calendar;
  for (let next = after(foreseen, underWay); next !== undefined; next = after(foreseen, underWay)) {
    foreseen = apply(foreseen, asked, next);
  }
  return foreseen;
}

function after({ version }: CalendarSnapshot, underWay: readonly ForeseenChange[]): ForeseenChange | undefined {
  return underWay.find(({ basedOn }) => basedOn === version);
}

function apply(
  { entries, tombstones, busy }: CalendarSnapshot,
  { uids, busyIn }: NonNullable<SnapshotRequest['calendar']>,
  { change: { remove, put }, becomes }: ForeseenChange,
): CalendarSnapshot {
  const gone = [...remove, ...put.map(({ entry }) => entry)];
  const stays = (each: (typeof gone)[number]): boolean => !gone.some((key) => sameKey(key, each));
  const isAsked = (uid: string | undefined): boolean => uid !== undefined && uids.includes(uid);
  const newEntries = put.map(({ entry }) => entry).filter(({ uid, pending }) => isAsked(uid) || isAsked(pending?.uid));
  const newBusy = put
    .flatMap((each) => each.busy)
    .filter(({ start, end }) => busyIn.some((interval) => start < interval.end && end > interval.start));
  return {
    version: becomes,
    entries: [...entries.filter(stays), ...newEntries],
    tombstones,
    busy: [...busy.filter(stays), ...newBusy].sort((one, other) => one.start - other.start || one.end - other.end),
  };
}
