/** Who gets a copy when a booking is withdrawn: nothing proves any more who wrote the request. */
import { expect, it } from 'vitest';
import { retireMeeting } from '../../../src/booking/retire-meeting.js';
import { formatAddress } from '../../../src/mail/address.js';
import { address, at, itip, openRoom } from './desk-model.js';

it.each([
  ['an assistant in the domain of the resource', 'ann@example.com', 'sec@example.com', ['sec@example.com']],
  ['somebody outside, named by an organizer outside', 'ann@out.example', 'victim@else.example', []],
  ['somebody outside, named by an organizer inside', 'ann@example.com', 'victim@else.example', []],
  ['somebody inside, named by an organizer outside', 'ann@out.example', 'sec@example.com', []],
])('%s', (_, organizer, sentBy, copies) => {
  const room = openRoom({ now: at('2026-12-01T09:00:00Z') });
  const line = `ORGANIZER;SENT-BY="mailto:${sentBy}":mailto:${organizer}`;
  const times = ['DTSTART:20270205T090000Z', 'DTEND:20270205T100000Z'];
  const author = address(organizer);
  room.send(itip('REQUEST', [line, ...times]), { authors: [author], reversePath: author });
  const [entry] = room.calendar.entries;
  if (entry === undefined) throw new Error('nothing is booked');
  const retired = retireMeeting(entry, room.keeper(), at('2027-02-01T00:00:00Z'), room.calendar.busy);
  expect(retired?.answer?.to.map((each) => formatAddress(each.address))).toEqual([organizer]);
  expect(retired?.answer?.cc.map((each) => formatAddress(each.address))).toEqual(copies);
});
