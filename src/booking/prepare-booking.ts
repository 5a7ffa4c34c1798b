/**
 * The first half of a decision, before the calendar is read: rules that look at the mail alone, and the occurrences a
 * request asks for, expanded once. decide-booking.ts is the second half.
 * Path: delivery/plan-recipient.ts, between reading the mail and reading the desk's snapshot.
 */
import type { BookingQuestion, BookingRequest, CalendarQuestion } from './booking-request.js';
import type { Ruling } from './booking-ruling.js';
import type { EntryKey } from './calendar-entry.js';
import { expandWithinHorizon, type HorizonExpansion } from './expand-within-horizon.js';
import { entryKeyOf } from './invitation.js';
import { mailRules } from './rules/mail-rules.js';

export interface PreparedBooking {
  readonly question: BookingQuestion;
  /** What `decideBooking` must be told of the resource's calendar; of a mail that is left to a person, nothing. */
  readonly calendarQuestion: CalendarQuestion;
  readonly state:
    | { readonly kind: 'ruled'; readonly ruling: Ruling }
    | {
        readonly kind: 'open';
        readonly request: BookingRequest;
        readonly key: EntryKey;
        readonly expansion: HorizonExpansion;
      };
}

const nothingExpanded: HorizonExpansion = { kind: 'expanded', occurrences: [], indexedUntil: null };

/** Bounded by `options.maxExpansionSteps` and `maxOccurrences`; never throws for what a mail holds. */
export function prepareBooking(question: BookingQuestion): PreparedBooking {
  const { parsed, ...around } = question;
  if (parsed.kind === 'refused') return ruled(question, { kind: 'leave-to-person', because: parsed.because });
  const request: BookingRequest = { ...around, itip: parsed.message };
  const { itip } = request;
  for (const rule of mailRules) {
    const ruling = rule(request);
    if (ruling !== null) return ruled(question, ruling);
  }
  const key = entryKeyOf(itip.uid, itip.components);
  if (key === null) return ruled(question, { kind: 'leave-to-person', because: 'no-organizer' });
  const expansion =
    itip.method === 'CANCEL' ? nothingExpanded : expandWithinHorizon(itip.components, itip.zones, request);
  const occurrences = expansion.kind === 'expanded' ? expansion.occurrences : [];
  const busyIn = occurrences.map(({ start, end }) => ({ start, end }));
  return {
    question,
    calendarQuestion: { uids: [itip.uid], busyIn },
    state: { kind: 'open', request, key, expansion },
  };
}

function ruled(question: BookingQuestion, ruling: Ruling): PreparedBooking {
  return { question, calendarQuestion: { uids: [], busyIn: [] }, state: { kind: 'ruled', ruling } };
}
