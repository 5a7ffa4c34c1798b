/**
 * The texts of booking messages, one table a language (texts-en.ts, texts-de.ts). They are sentences, so that a
 * translator never has to join pieces.
 */
import type { DeclineReason } from '../reasons.js';

/** What is asked for: the noun in a sentence. */
export type ResourceNoun = 'room' | 'equipment' | 'person';

/** What a reason names. */
export interface ReasonFacts {
  readonly noun: ResourceNoun;
  /** A series is asked for, not one or some of its meetings. */
  readonly isSeries: boolean;
  /** Meetings that were asked for: 1, or those of a series. */
  readonly asked: number;
  /** Those of them that are not available. */
  readonly unavailable: number;
  /** The last day of the booking window, or of the resource's service: `8 August 2027`. */
  readonly until: string;
  /** `15 minutes`, `2 hours`: the shortest and the longest meeting, and the time kept free between two. */
  readonly minimum: string;
  readonly maximum: string;
  readonly buffer: string;
  /** `Mon–Fri 08:00–18:00`, in local time. */
  readonly hours: readonly string[];
  readonly maxMeetings: string;
}

export interface AnswerTexts {
  /** BCP 47, for dates and for `lang` in HTML. */
  readonly language: string;
  /** @param name of the resource */
  readonly headline: {
    readonly accept: (name: string) => string;
    readonly decline: (name: string) => string;
    /** The name is that of the member of a pool. */
    readonly delegate: (name: string) => string;
    /** The request waits for an approver. */
    readonly ask: (name: string) => string;
    /** For a meeting, or a whole series, that was accepted before. */
    readonly withdraw: (name: string, count: number) => string;
    /** For meetings of a series that was accepted before. */
    readonly withdrawDates: (name: string, count: number) => string;
  };
  /** For a person, who has not seen the request yet. */
  readonly ofPerson: {
    readonly accept: (name: string) => string;
    readonly decline: (name: string) => string;
  };
  readonly reasons: Readonly<Record<DeclineReason, (facts: ReasonFacts) => string>>;
  /** Nothing overlaps, but the booking is too near to another one. */
  /** @param holder the organizer who has booked this very meeting; null: not to be named */
  readonly heldByOther: (facts: ReasonFacts, holder: string | null) => string;
  readonly tooNear: (facts: ReasonFacts) => string;
  /** No member of a pool is available. */
  readonly poolConflict: (facts: ReasonFacts) => string;
  /** A series is accepted without some of its meetings. */
  readonly partly: (declined: number, all: number) => string;
  readonly approval: ApprovalTexts;
  readonly labels: {
    readonly organizer: string;
    readonly meeting: string;
    readonly when: string;
    readonly first: string;
    readonly series: string;
    readonly location: string;
    /** Bookings that are in the way. */
    readonly taken: string;
    /** Times at which the resource is available. */
    readonly freeSlots: string;
    /** First meetings of the whole series at another hour. */
    readonly freeForSeries: string;
    /** Other resources that are available. */
    readonly alsoFree: string;
    /** Meetings of a series that are declined because of conflicts. */
    readonly unavailable: string;
    /** Meetings of a series beyond the booking window. */
    readonly beyondWindow: string;
    /** Meetings that are declined for other reasons. */
    readonly declined: string;
  };
  /** @param holders addresses */
  readonly heldBy: (holders: string) => string;
  readonly untitled: string;
  readonly allDay: string;
  /** @param last day of the last meeting */
  readonly meetings: (count: number, last: string) => string;
  readonly endless: string;
  /** Booked to the end of the window. @param last day of the last meeting */
  readonly endlessUntil: (last: string) => string;
  /** The last line of a list that is cut. */
  readonly more: (count: number) => string;
  readonly footer: FooterTexts;
}

/** Messages to approvers, and what the organizer is told meanwhile. */
export interface ApprovalTexts {
  readonly pending: string;
  readonly subject: (name: string, summary: string) => string;
  readonly question: (name: string) => string;
  readonly howToAnswer: string;
  /** The booking breaks a rule. @param reason the sentence that a decline would have */
  readonly exception: (reason: string) => string;
  readonly settledSubject: (name: string, summary: string) => string;
  readonly settled: (name: string) => string;
  readonly approvedBy: (approver: string) => string;
  readonly declinedBy: (approver: string) => string;
  readonly expired: string;
  readonly withdrawn: string;
  readonly retired: string;
}

export interface FooterTexts {
  /** @param from name of the resource, and of the organisation if there is one */
  readonly reply: (from: string) => string;
  /** For a message that answers none. */
  readonly message: (from: string) => string;
  readonly cancel: string;
  readonly contact: (contact: string) => string;
}
