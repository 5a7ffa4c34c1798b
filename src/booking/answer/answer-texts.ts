/**
 * What an answer says, one table a language.
 */
import type { DeclineReason } from '../booking-ruling.js';

export interface AnswerTexts {
  /** BCP 47, for dates and for `lang` in HTML. */
  readonly language: string;
  /** @param name the resource's */
  readonly headline: { readonly accept: (name: string) => string; readonly decline: (name: string) => string };
  readonly reasons: Readonly<Record<DeclineReason, string>>;
  readonly labels: {
    readonly meeting: string;
    readonly when: string;
    readonly first: string;
    readonly series: string;
    readonly location: string;
    readonly taken: string;
    /** Times at which the resource could be had. */
    readonly freeSlots: string;
    /** Other resources that could be had. */
    readonly alsoFree: string;
  };
  readonly untitled: string;
  readonly allDay: string;
  /** @param last the last occurrence */
  readonly occurrences: (count: number, last: string) => string;
  readonly endless: string;
  readonly more: (count: number) => string;
  readonly footer: string;
}
