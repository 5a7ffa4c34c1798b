/**
 * Meeting requests and cancellations as a calendar program sends them (RFC 5545, RFC 5546, RFC 6047), and plain messages: complete
 * messages with CRLF line ends, ready for LMTP or SMTP.
 */

export interface PlainMail {
  readonly from: string;
  readonly to: string;
  readonly messageId: string;
  readonly subject?: string;
  /** Before all others, as an MTA would add them: `Received: ...`. */
  readonly firstFields?: readonly string[];
  readonly fields?: readonly string[];
  readonly body?: string;
}

export interface Invitation {
  readonly uid: string;
  readonly organizer: string;
  readonly attendee: string;
  /** In UTC. */
  readonly start: Date;
  readonly minutes: number;
  readonly summary?: string;
  /** `FREQ=WEEKLY;COUNT=10` */
  readonly rrule?: string;
  readonly sequence?: number;
  readonly method?: 'REQUEST' | 'CANCEL';
  /** When the organizer wrote it. */
  readonly stampedAt?: Date;
  /** Default: from UID, method and sequence. */
  readonly messageId?: string;
  readonly firstFields?: readonly string[];
}

/** A message that is made again is the same message: its bytes do not depend on the second. */
const WRITTEN_AT = new Date();

export function plainMail(mail: PlainMail): Buffer {
  const lines = [
    ...(mail.firstFields ?? []),
    `From: <${mail.from}>`,
    `To: <${mail.to}>`,
    `Message-ID: <${mail.messageId}>`,
    `Date: ${mailDate(WRITTEN_AT)}`,
    `Subject: ${mail.subject ?? 'a plain mail'}`,
    ...(mail.fields ?? []),
    '',
    mail.body ?? 'Good morning.',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

export function invitation(meeting: Invitation): Buffer {
  const { uid, organizer, attendee, method = 'REQUEST', sequence = 0, summary = 'Planning' } = meeting;
  return plainMail({
    from: organizer,
    to: attendee,
    messageId: meeting.messageId ?? `${uid}.${method.toLowerCase()}.${sequence}@mail.organizer.invalid`,
    subject: `${method === 'CANCEL' ? 'Cancelled: ' : ''}${summary}`,
    firstFields: meeting.firstFields ?? [],
    fields: [
      'MIME-Version: 1.0',
      `Content-Type: text/calendar; method=${method}; charset=utf-8`,
      'Content-Transfer-Encoding: 8bit',
    ],
    body: calendarObject(meeting).join('\r\n'),
  });
}

/** Its lines, unfolded. */
export function calendarObject(meeting: Invitation): string[] {
  const { uid, organizer, attendee, start, minutes, rrule, sequence = 0, method = 'REQUEST' } = meeting;
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Example//Organizer//EN',
    `METHOD:${method}`,
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `DTSTAMP:${utc(meeting.stampedAt ?? new Date())}`,
    `SEQUENCE:${sequence}`,
    `DTSTART:${utc(start)}`,
    `DTEND:${utc(new Date(start.getTime() + minutes * MINUTE_MS))}`,
    ...(rrule === undefined ? [] : [`RRULE:${rrule}`]),
    `SUMMARY:${meeting.summary ?? 'Planning'}`,
    `ORGANIZER:mailto:${organizer}`,
    `ATTENDEE;CUTYPE=ROOM;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:${attendee}`,
    ...(method === 'CANCEL' ? ['STATUS:CANCELLED'] : []),
    'END:VEVENT',
    'END:VCALENDAR',
  ];
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A day that lies ahead, at an hour in UTC; a fixed date would pass one day. */
export function dayAhead(days: number, hour: number): Date {
  const midnight = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  return new Date(midnight + days * DAY_MS + hour * 60 * MINUTE_MS);
}

/** RFC 5545 §3.3.5, form 2. */
function utc(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** RFC 5322 §3.3 */
function mailDate(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}
