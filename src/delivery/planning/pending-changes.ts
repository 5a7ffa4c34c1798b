/**
 * Plans that are handed to the desk and not yet durable: who plans next sees the calendars as they will be, instead of
 * waiting for the commit. Each change gets the name of the version that it will make, and a plan made from such a
 * version holds only if that change came to be: if it did not, the engine calls all that was built on it `stale`, and
 * it is planned again. So a wrong guess costs time, never a booking.
 * Path: deliver.ts: plan-recipient.ts looks through `foresee`, `submit` hands the plans over.
 */
import { randomInt } from 'node:crypto';
import type { StoreId } from '../../directory/account.js';
import type {
  DeliverPlansOptions,
  DeliveryOutcome,
  DeliveryPlan,
  MessageCount,
  PlannedChange,
  DeliveryDesk,
} from '../../store/delivery-desk.js';
import { applyPendingChanges, isPredictableChange, type PendingChange } from './optimistic-calendar.js';

export interface PendingChanges {
  /** A look at the desk for the making of one plan. */
  optimisticView(): OptimisticView;
  /** Hands the plans to the desk. Throws nothing: what fails is `outcomes`. */
  submit(plans: readonly DeliveryPlan[], options: DeliverPlansOptions): Submitted;
}

export interface OptimisticView {
  /** Its calendars have the changes under way in them, and so has its count of answers. */
  readonly desk: DeliveryDesk;
  /** The plan, bound to what it was foreseen from. */
  bind(plan: DeliveryPlan): DeliveryPlan;
}

export interface Submitted {
  /** As of DeliveryDesk.deliver. */
  readonly outcomes: Promise<readonly DeliveryOutcome[]>;
  /** Others may plan on it at once; false: only when it is durable. */
  readonly isPredictable: boolean;
}

/**
 * Versions that the engine counts stay below; among the 2^47 names above, two that meet are less likely than a disk that
 * gives back other bytes than it took.
 */
const FIRST_NAME = 2 ** 47;
const NAMES_END = 2 ** 48 - 1;

interface PendingEntry {
  readonly changes: readonly (PendingChange & { readonly storeId: StoreId })[];
  readonly counts: readonly MessageCount[];
}

export function createPendingChanges(desk: DeliveryDesk): PendingChanges {
  const pendingChanges = new Set<PendingEntry>();
  return {
    optimisticView: () => lookAhead(desk, pendingChanges),
    submit(plans, options) {
      const named = plans.map(withNames);
      const changes = named.flatMap(changesOf);
      const isPredictable = changes.every(({ change }) => isPredictableChange(change));
      const entry = { changes: isPredictable ? changes : [], counts: plans.flatMap(({ counts = [] }) => counts) };
      pendingChanges.add(entry);
      const outcomes = desk.deliver(named, options).finally(() => pendingChanges.delete(entry));
      return { outcomes, isPredictable };
    },
  };
}

function lookAhead(desk: DeliveryDesk, pendingChanges: ReadonlySet<PendingEntry>): OptimisticView {
  // The first look counts: should a second find something else, the plan is made of two calendars, and does not hold.
  const seen = new Map<StoreId, number>();
  const optimistic = new Set<StoreId>();
  return {
    desk: {
      ...desk,
      async read(request) {
        const snapshot = await desk.read(request);
        const { storeId, calendar: asked } = request;
        if (asked === null || snapshot.calendar === null) return snapshot;
        const changes = [...pendingChanges].flatMap((each) =>
          each.changes.filter((change) => change.storeId === storeId),
        );
        const calendar = applyPendingChanges(snapshot.calendar, asked, changes);
        if (!seen.has(storeId)) seen.set(storeId, calendar.version);
        if (calendar !== snapshot.calendar) optimistic.add(storeId);
        return { ...snapshot, calendar };
      },
      async messagesCounted(keys, windowMs, now) {
        const pending = [...pendingChanges].flatMap(({ counts }) => counts);
        const sumOf = (key: string): number =>
          pending.filter((each) => each.key === key).reduce((sum, { messages }) => sum + messages, 0);
        const counted = await desk.messagesCounted(keys, windowMs, now);
        return keys.map((key, index) => (counted[index] ?? 0) + sumOf(key));
      },
    },
    bind(plan) {
      const states = [...optimistic].flatMap((storeId) => ({ storeId, version: seen.get(storeId) ?? NaN }));
      return states.length === 0 ? plan : { ...plan, readVersions: states };
    },
  };
}

function withNames(plan: DeliveryPlan): DeliveryPlan {
  const { calendar, otherCalendars = [] } = plan;
  return { ...plan, calendar: calendar && withName(calendar), otherCalendars: otherCalendars.map(withName) };
}

/** A change of nothing leaves the version as it is. */
function withName<Planned extends PlannedChange>(planned: Planned): Planned {
  const { remove, put, extend = [], tombstones } = planned.change;
  const isChange = remove.length + put.length + extend.length + tombstones.length > 0;
  return isChange ? { ...planned, nextVersion: randomInt(FIRST_NAME, NAMES_END) } : planned;
}

function changesOf({ storeId, calendar, otherCalendars = [] }: DeliveryPlan): PendingEntry['changes'] {
  const planned = [...(calendar === null ? [] : [{ ...calendar, storeId }]), ...otherCalendars];
  return planned.flatMap((each) =>
    each.nextVersion === undefined ? [] : [{ ...each, nextVersion: each.nextVersion }],
  );
}
