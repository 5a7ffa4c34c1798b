/**
 * The organizer's own calendar: a REQUEST or CANCEL that an account submits for a meeting of its own enters it, so that the
 * replies of attendees find the meeting there (note-reply.ts). Nothing is asked of the policy, and nobody is answered.
 * Path: submission/own-meeting-in.ts reads the calendar between these.
 * Standards: RFC 5546 §3.2.2, §3.2.5 (what the organizer sends), §3.2.3 (what comes back).
 */
import { isAsking } from '../calendar/object-for.js';
import type { BookingQuestion, BookingRequest, CalendarAnswer } from './booking-request.js';
import type { CalendarChange } from './calendar-entry.js';
import { cancelBooking } from './cancel-booking.js';
import { enterChangedComponents } from './enter-booking.js';
import { meansOneOf, organizerOf } from './invitation.js';
import { recallMeeting, selectChangedComponents } from './known-meeting.js';
import { openMessage, type PreparedBooking } from './prepare-booking.js';
import { proposeBooking } from './proposal.js';

/** A message that the account sends about a meeting that it organizes. */
export type OwnMeeting = PreparedBooking & { readonly state: { readonly kind: 'open' } };

/**
 * @param question `resource` is the account that organizes
 * @returns null: it is about no meeting of the account, or it cannot be told when the meeting is
 */
export function prepareOwnMeeting(question: BookingQuestion): OwnMeeting | null {
  const { parsed, ...around } = question;
  if (parsed.kind === 'refused' || !isAsking(parsed.message.method)) return null;
  const organizer = organizerOf(parsed.message.components);
  if (organizer === null || !meansOneOf(organizer, question.resource.addresses)) return null;
  const request: BookingRequest = { ...around, itip: parsed.message };
  const prepared = openMessage(question, request);
  return isOpen(prepared) ? prepared : null;
}

const isOpen = (prepared: PreparedBooking): prepared is OwnMeeting => prepared.state.kind === 'open';

/** @returns null: the calendar has it as it is, or knows better */
export function enterOwnMeeting({ state }: OwnMeeting, calendar: CalendarAnswer): CalendarChange | null {
  const meeting = recallMeeting(state.request, state.key, calendar);
  if (state.request.itip.method === 'CANCEL') {
    const cancellation = cancelBooking(meeting);
    return cancellation.kind === 'cancel' && meeting.entry !== null ? cancellation.change : null;
  }
  const selected = selectChangedComponents(meeting);
  if (selected.kind === 'nothing') return null;
  const proposal = proposeBooking(meeting, selected.components, state.expansion);
  return proposal.expansion.kind === 'refused' ? null : enterChangedComponents(proposal, 'accepted');
}
