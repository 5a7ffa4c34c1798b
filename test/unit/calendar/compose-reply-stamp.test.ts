import { expect, it } from 'vitest';
import { composeReply } from '../../../src/calendar/compose-reply.js';
import { defaultItipLimits, parseItip } from '../../../src/calendar/parse-itip.js';
import { instant } from '../../../src/mail/instant.js';

it('RFC 5545 §3.8.7.2: the DTSTAMP of an answer is in UTC, in whole seconds, whatever the clock says', () => {
  const asked = [
    'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20270201T090000Z',
    'DTSTART:20270208T090000Z\r\nORGANIZER:mailto:ann@partner.example\r\nATTENDEE:mailto:room@corp.example',
    'END:VEVENT\r\nEND:VCALENDAR\r\n',
  ].join('\r\n');
  const parsed = parseItip([{ content: asked, method: null }], defaultItipLimits);
  if (parsed.kind !== 'itip') throw new Error(parsed.because);
  const [component] = parsed.message.components;
  const attendee = component?.attendees[0];
  if (component === undefined || attendee === undefined) throw new Error('no event');
  const reply = composeReply(
    [{ component, occurrence: null, partstat: 'ACCEPTED', requestStatus: '2.0;Success', comment: null }],
    {
      attendee,
      zones: parsed.message.zones,
      readerZone: 'UTC',
      stampedAt: instant(Date.UTC(2027, 1, 1, 9, 0, 5, 123)),
    },
  );
  expect(reply).toContain('\r\nDTSTAMP:20270201T090005Z\r\n');
});
