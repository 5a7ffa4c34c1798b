/** What an account submits about its own meetings enters its calendar. */
import { expect, it } from 'vitest';
import { defaultBookingPolicy } from '../../../src/booking/booking-policy.js';
import type { BookingQuestion } from '../../../src/booking/booking-request.js';
import { enterOwnMeeting, prepareOwnMeeting } from '../../../src/booking/own-meeting.js';
import { defaultItipLimits, parseItip } from '../../../src/calendar/parse-itip.js';
import { address, at, itip } from './desk-model.js';

const nothing = { entries: [], tombstones: [], busy: [] };
const event = [
  'DTSTART:20270201T090000Z',
  'DTEND:20270201T100000Z',
  'ORGANIZER:mailto:ann@example.org',
  'ATTENDEE:mailto:ann@example.org',
];

function entered(method: 'REQUEST' | 'CANCEL') {
  const resource = {
    addresses: [address('ann@example.org')],
    timeZone: 'UTC',
    kind: 'user',
    policy: defaultBookingPolicy,
  };
  const options = {
    horizonDays: 730,
    maxHorizonYears: 10,
    maxOccurrences: 1000,
    maxExpansionSteps: 100_000,
    tombstoneDays: 90,
  };
  const question = {
    parsed: parseItip([{ content: itip(method, event), method: null }], defaultItipLimits),
    mail: { authors: [address('ann@example.org')], provenAuthors: [], languages: [] },
    booker: { accountName: 'ann', groups: [], isInside: true, deputies: [], addresses: [] },
    ...{ resource, options, now: at('2027-01-01T00:00:00Z') },
  } as unknown as BookingQuestion;
  const prepared = prepareOwnMeeting(question);
  return prepared === null ? 'not its own' : enterOwnMeeting(prepared, nothing);
}

it('a cancellation of a meeting that the calendar does not know leaves nothing behind, not even a tombstone', () => {
  expect(entered('CANCEL')).toBeNull();
});

it('a request enters it', () => {
  expect(entered('REQUEST')).toMatchObject({ put: [{ entry: { partstat: 'accepted' } }], tombstones: [] });
});
