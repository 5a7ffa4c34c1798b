/** The iTIP REPLY to an approval request, as an approver's calendar program sends it. */
import { plainMail } from './invitation.js';
import type { SentAnswer } from './read-stores.js';

export interface ApproverReply {
  readonly from: string;
  /** Default: whom the question was sent to. */
  readonly attendee?: string;
  readonly partstat?: string;
  readonly sequence?: number;
}

let serial = 0;

export function approverReply(question: SentAnswer, { from, attendee, partstat, sequence }: ApproverReply): Buffer {
  const lines = question.calendarLines.filter((line) => /^(UID|DTSTART|DTEND|SUMMARY|ORGANIZER)/.test(line));
  const asked = /SEQUENCE:(\d+)/.exec(question.calendarLines.join('\n'))?.[1] ?? '0';
  serial += 1;
  return plainMail({
    from,
    to: question.field('from'),
    messageId: `verdict-${serial}@approver.example`,
    fields: ['MIME-Version: 1.0', 'Content-Type: text/calendar; method=REPLY; charset=utf-8'],
    body: [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'METHOD:REPLY',
      'BEGIN:VEVENT',
      'DTSTAMP:20270101T120000Z',
      `SEQUENCE:${sequence ?? asked}`,
      ...lines,
      `ATTENDEE;PARTSTAT=${partstat ?? 'ACCEPTED'}:mailto:${attendee ?? from}`,
      'END:VEVENT',
      'END:VCALENDAR',
    ].join('\r\n'),
  });
}
