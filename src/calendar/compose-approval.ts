/**
 * The iTIP objects that go to an approver (RFC 5546 §3.2.2, §3.2.5): a REQUEST of the resource's own, which the
 * approver's program answers to the resource, and the CANCEL that takes it back.
 */
import { formatAddress, type Address, type Mailbox } from '../mail/address.js';
import { formatInstant, wholeSecond, type Instant, type Interval } from '../mail/instant.js';
import { writeJcal, type JcalProperty } from './jcal.js';
import { wrapCalendar } from './stored-calendar.js';

export interface ApprovalObject {
  readonly method: 'REQUEST' | 'CANCEL';
  readonly uid: string;
  readonly sequence: number;
  /** The resource: it organizes the question. */
  readonly organizer: Mailbox;
  readonly approver: Address;
  /** Of the first occurrence that is asked for. */
  readonly when: Interval;
  readonly summary: string;
  readonly description: string;
  /** DTSTAMP */
  readonly stampedAt: Instant;
}

/** The whole VCALENDAR, CRLF, folded. It shows its time as free: the approver is not invited to the meeting. */
export function composeApproval(asked: ApprovalObject): string {
  const { method, organizer, approver, when } = asked;
  const isAsking = method === 'REQUEST';
  const name = organizer.displayName ?? organizer.address.localPart;
  const attendance: Record<string, string> = isAsking ? { partstat: 'NEEDS-ACTION', rsvp: 'TRUE' } : {};
  const properties: JcalProperty[] = [
    ['uid', {}, 'text', asked.uid],
    ['dtstamp', {}, 'date-time', formatInstant(wholeSecond(asked.stampedAt))],
    ['sequence', {}, 'integer', asked.sequence],
    ['dtstart', {}, 'date-time', formatInstant(wholeSecond(when.start))],
    ['dtend', {}, 'date-time', formatInstant(wholeSecond(when.end))],
    ['summary', {}, 'text', asked.summary],
    ['description', {}, 'text', asked.description],
    ['organizer', { cn: name }, 'cal-address', `mailto:${formatAddress(organizer.address)}`],
    ['attendee', { role: 'REQ-PARTICIPANT', ...attendance }, 'cal-address', `mailto:${formatAddress(approver)}`],
    ['transp', {}, 'text', 'TRANSPARENT'],
    ['status', {}, 'text', isAsking ? 'TENTATIVE' : 'CANCELLED'],
  ];
  return wrapCalendar([`METHOD:${method}`], '', writeJcal(['vevent', properties, []]));
}
