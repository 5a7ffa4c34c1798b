/**
 * One occurrence of an event on the time line, and the bounds within which a series is expanded.
 */
import type { Instant } from '../mail/instant.js';
import type { EventComponent } from './itip-message.js';
import type { StepBudget } from './rule-periods.js';

export interface Occurrence {
  /** When the series has it (RFC 5545 §3.8.4.4); null for a single event. */
  readonly recurrenceId: Instant | null;
  readonly start: Instant;
  /** Exclusive; not before start. */
  readonly end: Instant;
  /** The override, or the master. */
  readonly component: EventComponent;
}

export interface ExpansionLimits {
  /** Occurrences that end at or before this are left out. */
  readonly from: Instant;
  /** Occurrences that start at or after this are left out. */
  readonly until: Instant;
  /** Periods, days and times that may be looked at, wanted or not: what bounds the time. */
  readonly maxSteps: number;
  readonly maxOccurrences: number;
  /** Shared with other expansions of one object; else `maxSteps` are for this one alone. */
  readonly budget?: StepBudget;
}

export type Expansion =
  | {
      readonly kind: 'expanded';
      /** Ordered by start; cancelled overrides are left out. */
      readonly occurrences: readonly Occurrence[];
      /** The series goes on past `until`. */
      readonly goesOn: boolean;
      /** The rule has neither COUNT nor UNTIL. */
      readonly endless: boolean;
    }
  | {
      readonly kind: 'refused';
      readonly because: 'unknown-time-zone' | 'too-many-occurrences' | 'too-costly' | 'bad-rule';
      readonly detail: string;
    };
