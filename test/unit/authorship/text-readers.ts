/** The public functions of authorship/ that read text from outside; scenarios/hostile/linear-time.test.ts measures them. */
import * as calendarText from '../../../src/authorship/calendar/calendar-text.js';
import * as calendarUsers from '../../../src/authorship/calendar/calendar-users.js';
import * as readCalendar from '../../../src/authorship/calendar/read-calendar.js';
import * as replaceInPart from '../../../src/authorship/calendar/replace-in-part.js';
import * as sentBy from '../../../src/authorship/calendar/sent-by.js';
import * as stampCalendar from '../../../src/authorship/calendar/stamp-calendar.js';
import * as authorise from '../../../src/authorship/authorise.js';
import * as planCopies from '../../../src/authorship/plan-copies.js';
import * as readWriting from '../../../src/authorship/read-writing.js';
import * as refusal from '../../../src/authorship/refusal.js';
import * as reversePath from '../../../src/authorship/reverse-path.js';
import * as stampHeader from '../../../src/authorship/stamp-header.js';
import * as writingRights from '../../../src/authorship/writing-rights.js';
import * as decodeText from '../../../src/mail/decode-text.js';
import * as editHeader from '../../../src/mail/edit-header.js';
import * as calendarParts from '../../../src/mail/find-calendar-parts.js';
import * as instants from '../../../src/mail/instant.js';
import { decidedOn, rightsByAddress, writingOf } from './people.js';
import {
  file,
  noText,
  sender,
  mailbox,
  bytesOf,
  rawOf,
  calendarMail,
  multipart,
  place,
} from '../../support/text-reader.js';

const limits = calendarParts.defaultCalendarPartLimits;
const now = instants.instant(0);
const stamped = (mail: Buffer): unknown => {
  const reading = readCalendar.readCalendar(mail, limits);
  if (reading.kind === 'refused') return reading;
  const decision = decidedOn(writingOf(mail), reading.users);
  return stampCalendar.stampCalendar(reading, decision, rightsByAddress, { organizerEmail: true });
};
const line = (text: string): calendarUsers.CalendarUserLine => ({
  property: 'ORGANIZER',
  parameters: text.split(';'),
  uri: text,
  addresses: [sender],
  start: 0,
  end: text.length,
  isUnreadable: false,
});
export const authorshipReaders = [
  file('authorship/authorise', authorise, { authorise: noText }),
  file('authorship/calendar/calendar-text', calendarText, {
    readCalendarText: (text) => {
      const read = calendarText.readCalendarText(bytesOf(text), text, true);
      return [read.encode(read.text), read.fitName(text)];
    },
  }),
  file('authorship/calendar/calendar-users', calendarUsers, {
    findCalendarUsers: (text) => [
      calendarUsers.findCalendarUsers(text, text),
      calendarUsers.findCalendarUsers(`BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n${text}`, null),
      calendarUsers.findCalendarUsers(`BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nATTENDEE;CN=${text}:mailto:a@b.c`, null),
    ],
    parameterOf: (text) => calendarUsers.parameterOf(text.split(';'), 'CN'),
    isNamed: (text) => calendarUsers.isNamed(text, 'CN'),
  }),
  file('authorship/calendar/read-calendar', readCalendar, {
    readCalendar: (text) => [
      readCalendar.readCalendar(calendarMail(text), limits),
      readCalendar.readCalendar(multipart(text), limits),
    ],
  }),
  file('authorship/calendar/replace-in-part', replaceInPart, {
    replaceInPart: (text) =>
      ['8bit', 'base64', 'quoted-printable'].map((encoding) => {
        const bytes = bytesOf(text);
        const decoded = decodeText.decodeTransferEncoding(bytes, encoding);
        const changes = [{ start: 0, end: Math.min(1, decoded.length), bytes }];
        return replaceInPart.replaceInPart(bytes, place(bytes, encoding), decoded, changes);
      }),
    applyReplacements: (text) =>
      replaceInPart.applyReplacements(
        bytesOf(text),
        Array.from({ length: text.length / 16 }, (_, at) => ({ start: 2 * at, end: 2 * at + 1, bytes: bytesOf('xy') })),
      ),
  }),
  file('authorship/calendar/sent-by', sentBy, {
    writeSentBy: (text) =>
      sentBy.writeSentBy(line(text), { actor: sender, isActor: () => false, ownerName: text, ownerEmail: sender }),
    dropSentBy: (text) => sentBy.dropSentBy(line(`SENT-BY=${text};SENT-BY=x`), () => false),
  }),
  file('authorship/calendar/stamp-calendar', stampCalendar, {
    stampCalendar: (text) => ['8bit', 'quoted-printable'].map((encoding) => stamped(calendarMail(text, encoding))),
  }),
  file('authorship/plan-copies', planCopies, { planCopies: noText }),
  file('authorship/read-writing', readWriting, {
    readWriting: (text) => [
      readWriting.readWriting(bytesOf(`From: ${text}\r\n\r\n`), null),
      readWriting.readWriting(bytesOf(`From: a@b.example\r\n${text}`), null),
      readWriting.readWriting(bytesOf(`From: a@b.example\r\nResent-From: ${text}\r\n\r\n`), null),
    ],
  }),
  file('authorship/refusal', refusal, {
    refuseContent: noText,
    refuseHeader: noText,
    refuseTooLarge: noText,
    refuseAddress: (text) => refusal.refuseAddress('no-right-to-author', 'not as', mailbox(text)),
    refuseNamed: (text) => refusal.refuseNamed('no-right-to-author', 'not as', text),
  }),
  file('authorship/reverse-path', reversePath, { judgeReversePath: noText, chooseReversePath: noText }),
  file('authorship/stamp-header', stampHeader, {
    stampHeader: (text) => {
      const header = rawOf(text);
      if (header === null) return null;
      const decision = decidedOn(writingOf(bytesOf('From: olga@corp.example\r\n\r\n')));
      const edits = stampHeader.stampHeader(header, decision, { now, messageId: '<a@b>', proof: null, keepBcc: false });
      return editHeader.editHeader(header, edits);
    },
  }),
  file('authorship/writing-rights', writingRights, { rightsAt: noText, rightOf: noText }),
];
