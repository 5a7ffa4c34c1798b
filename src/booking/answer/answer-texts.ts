/**
 * What an answer says, one table a language.
 */
import type { DeclineReason } from '../reasons.js';

export interface AnswerTexts {
  /** BCP 47, for dates and for `lang` in HTML. */
  readonly language: string;
  /** @param name the resource's */
  readonly headline: {
    readonly accept: (name: string) => string;
    readonly decline: (name: string) => string;
    /** The name is that of a pool's member. */
    readonly delegate: (name: string) => string;
    /** It waits for an approver. */
    readonly ask: (name: string) => string;
    /** Of a meeting that was accepted before. */
    readonly withdraw: (name: string) => string;
    /** Some dates of a series that was accepted before. */
    readonly withdrawDates: (name: string, count: number) => string;
  };
  /** For a person, who has not seen the request yet. */
  readonly ofPerson: {
    readonly accept: (name: string) => string;
    readonly decline: (name: string) => string;
    readonly conflict: string;
  };
  readonly reasons: Readonly<Record<DeclineReason, string>>;
  /** A series is accepted without some of its dates. */
  readonly partly: (declined: number, all: number) => string;
  /** The mails to approvers, and what the organizer is told meanwhile. */
  readonly approval: {
    readonly pending: string;
    readonly subject: string;
    readonly question: (name: string) => string;
    readonly howToAnswer: string;
    readonly settled: (name: string) => string;
  };
  readonly labels: {
    readonly organizer: string;
    readonly meeting: string;
    readonly when: string;
    readonly first: string;
    readonly series: string;
    readonly location: string;
    readonly taken: string;
    /** Times at which the resource could be had. */
    readonly freeSlots: string;
    /** First dates of the whole series at another hour. */
    readonly freeForSeries: string;
    /** Other resources that could be had. */
    readonly alsoFree: string;
    /** Dates of a series that go on past the window. */
    readonly beyondWindow: string;
    /** Dates that are declined while the rest of the series stands. */
    readonly declined: string;
  };
  /** @param holders addresses */
  readonly heldBy: (holders: string) => string;
  readonly untitled: string;
  readonly allDay: string;
  /** @param last the last occurrence */
  readonly occurrences: (count: number, last: string) => string;
  readonly endless: string;
  /** Booked to the end of the window. @param last the last occurrence */
  readonly endlessUntil: (last: string) => string;
  readonly more: (count: number) => string;
  readonly footer: string;
  /** Of a mail that answers none. */
  readonly mailFooter: string;
}
