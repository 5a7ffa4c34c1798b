/**
 * Who has the time that somebody asked for, where the policy lets the answer say it (`nameConflictHolder`): to readers
 * inside alone, and never of a meeting that is private or confidential (RFC 5545 §3.8.1.3).
 */
import type { Interval } from '../../mail/instant.js';
import { withBufferAround } from '../buffer.js';
import { organizerOf } from '../invitation.js';
import type { KnownMeeting } from '../known-meeting.js';
import { cleanText } from '../../mail/clean-text.js';

const MAX_HOLDERS = 3;
const MAX_ADDRESS_CHARACTERS = 100;

/** Addresses of organizers, each once; empty when nobody may be named. */
export function conflictHolders(asked: Interval, { request, others }: KnownMeeting): readonly string[] {
  const { policy } = request.resource;
  if (!policy.nameConflictHolder || !readersAreInside(request)) return [];
  const { start, end } = withBufferAround(asked, policy.bufferMinutes);
  const holders = others
    .filter((other) => other.isPublic === true && other.start < end && other.end > start)
    .map(({ organizer }) => cleanText(organizer, MAX_ADDRESS_CHARACTERS));
  return [...new Set(holders)].slice(0, MAX_HOLDERS);
}

/** The organizer, and who sends in the organizer's name and gets a copy. */
function readersAreInside({ booker, itip }: KnownMeeting['request']): boolean {
  const organizer = organizerOf(itip.components);
  const { sentBy = null, addresses = [] } = organizer ?? {};
  return booker.isInside && (sentBy === null || sentBy.domain === addresses[0]?.domain);
}
