/**
 * A resource with its calendar in memory, for tests of booking: messages go in as iCalendar text, changes are applied as
 * calendar-entry.ts says (remove, put, bury).
 */
import { decideBooking } from '../../../src/booking/decide-booking.js';
import type { BookingOutcome } from '../../../src/booking/booking-outcome.js';
import { defaultBookingPolicy, type BookingPolicy } from '../../../src/booking/booking-policy.js';
import type {
  Booker,
  BookingOptions,
  BookingQuestion,
  CalendarAnswer,
  CalendarQuestion,
  Resource,
} from '../../../src/booking/booking-request.js';
import type {
  BusyInterval,
  CalendarChange,
  CalendarEntry,
  EntryKey,
  Tombstone,
} from '../../../src/booking/calendar-entry.js';
import type { CarryingMessage } from '../../../src/booking/carrying-message.js';
import type { CalendarKeeper } from '../../../src/booking/stored-meeting.js';
import { prepareBooking } from '../../../src/booking/prepare-booking.js';
import { defaultItipLimits, parseItip } from '../../../src/calendar/parse-itip.js';
import { parseAddress, type Address } from '../../../src/mail/address.js';
import { defaultCalendarPartLimits, findCalendarParts } from '../../../src/mail/find-calendar-parts.js';
import { firstField, readHeaderSection } from '../../../src/mail/header-section.js';
import { parseInstant, type Instant } from '../../../src/mail/instant.js';
import { readAuthors } from '../../../src/mail/read-authors.js';

export function address(text: string): Address {
  const parsed = parseAddress(text);
  if (parsed === null) throw new Error(`no address: ${text}`);
  return parsed;
}

export function at(text: string): Instant {
  const parsed = parseInstant(text);
  if (parsed === null) throw new Error(`no instant: ${text}`);
  return parsed;
}

const defaultOptions: BookingOptions = {
  horizonDays: 730,
  maxHorizonYears: 10,
  declinedUpdate: 'release',
  reversePath: 'resource',
  offerSlots: 'none',
  maxOccurrences: 1000,
  maxExpansionSteps: 100_000,
  tombstoneDays: 90,
  ownConflictGraceSeconds: 0,
  approvalHours: 72,
  trust: 'author',
  reportUnproven: false,
  organization: '',
};

export interface RoomSettings {
  readonly kind?: Resource['kind'];
  readonly timeZone?: string;
  readonly language?: string;
  readonly policy?: Partial<BookingPolicy>;
  readonly options?: Partial<BookingOptions>;
  readonly booker?: Partial<Booker>;
  readonly now?: Instant;
}

export interface RoomModel {
  readonly calendar: { entries: CalendarEntry[]; tombstones: Tombstone[]; busy: BusyInterval[] };
  readonly settings: RoomSettings;
  /** The room and the moment, for what the clock or an administrator does. */
  keeper(): CalendarKeeper;
  /** Decides and applies. */
  send(ics: string, mail?: Partial<CarryingMessage>): BookingOutcome;
  /** The same for a whole message, to the address in its To. */
  deliver(mail: Uint8Array): BookingOutcome;
  /** The clock of the messages that follow. */
  setNow(now: Instant): void;
  /** Start of each busy interval, RFC 3339 to the minute. */
  taken(): string[];
}

export function openRoom(settings: RoomSettings = {}): RoomModel {
  const calendar: RoomModel['calendar'] = { entries: [], tombstones: [], busy: [] };
  let clock = settings.now ?? at('2027-01-01T00:00:00Z');
  const decide = (question: BookingQuestion): BookingOutcome => {
    const prepared = prepareBooking(question);
    const outcome = decideBooking(prepared, read(calendar, prepared.calendarQuestion));
    if (outcome.change !== null) apply(calendar, outcome.change);
    return outcome;
  };
  return {
    setNow(now) {
      clock = now;
    },
    calendar,
    settings,
    keeper() {
      const { resource, options } = questionFor('', settings);
      return { resource, options, now: clock };
    },
    send(ics, mail = {}) {
      return decide(questionFor(ics, { ...settings, now: clock }, mail));
    },
    deliver(mail) {
      const header = readHeaderSection(mail);
      const authors = readAuthors(header).from.map((author) => author.address);
      const question = questionFor('', { ...settings, now: clock }, { authors, reversePath: authors[0] ?? null });
      const parsed = parseItip(findCalendarParts(mail, defaultCalendarPartLimits), defaultItipLimits);
      const room = address((firstField(header, 'to') ?? '').trim());
      return decide({ ...question, parsed, resource: { ...question.resource, addresses: [room] } });
    },
    taken: () => calendar.busy.map(({ start }) => new Date(start).toISOString().slice(0, 16)).toSorted(),
  };
}

export function questionFor(ics: string, settings: RoomSettings, mail: Partial<CarryingMessage> = {}): BookingQuestion {
  const room = address('blue@example.com');
  return {
    parsed: parseItip([{ content: ics, method: null }], defaultItipLimits),
    mail: {
      reversePath: address('ann@example.org'),
      authors: [address('ann@example.org')],
      provenAuthors: [],
      messageId: '<request@example.org>',
      references: [],
      languages: [],
      ...mail,
    },
    booker: { accountName: null, groups: [], isInside: false, ...settings.booker },
    resource: {
      addresses: [room, address('room-1@example.com')],
      mailbox: { address: room, displayName: 'Blue Room' },
      kind: settings.kind ?? 'room',
      timeZone: settings.timeZone ?? 'Europe/Berlin',
      language: settings.language ?? 'en',
      policy: { ...defaultBookingPolicy, mrAccept: true, declineConflict: true, ...settings.policy },
    },
    options: { ...defaultOptions, ...settings.options },
    now: settings.now ?? at('2027-01-01T00:00:00Z'),
  };
}

const sameKey = (one: EntryKey, other: EntryKey): boolean => one.uid === other.uid && one.organizer === other.organizer;

function read(calendar: RoomModel['calendar'], { uids, busyIn }: CalendarQuestion): CalendarAnswer {
  return {
    entries: calendar.entries.filter(({ uid }) => uids.includes(uid)),
    tombstones: calendar.tombstones.filter(({ uid }) => uids.includes(uid)),
    busy: calendar.busy.filter((busy) => busyIn.some(({ start, end }) => busy.start < end && busy.end > start)),
  };
}

function apply(calendar: RoomModel['calendar'], change: CalendarChange): void {
  const gone = [...change.remove, ...change.put.map(({ entry }) => entry)];
  const stays = (key: EntryKey): boolean => !gone.some((each) => sameKey(each, key));
  calendar.entries = [...calendar.entries.filter(stays), ...change.put.map(({ entry }) => entry)];
  calendar.busy = [...calendar.busy.filter(stays), ...change.put.flatMap(({ busy }) => busy)];
  calendar.tombstones = [...calendar.tombstones, ...change.tombstones];
}

/** An iTIP object of VEVENT lines; UID, DTSTAMP, ORGANIZER and ATTENDEE are added where a line does not bring them. */
export function itip(method: string, ...events: readonly (readonly string[])[]): string {
  const lines = events.flatMap((event) => {
    const has = (name: string): boolean => event.some((line) => line.startsWith(name));
    return [
      'BEGIN:VEVENT',
      ...(has('UID') ? [] : ['UID:meeting-1']),
      ...(has('DTSTAMP') ? [] : ['DTSTAMP:20261201T000000Z']),
      ...(has('ORGANIZER') ? [] : ['ORGANIZER;CN=Ann:mailto:ann@example.org']),
      ...(has('ATTENDEE') ? [] : ['ATTENDEE;CUTYPE=ROOM;RSVP=TRUE:mailto:blue@example.com']),
      ...event,
      'END:VEVENT',
    ];
  });
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', `METHOD:${method}`, ...lines, 'END:VCALENDAR', ''].join('\r\n');
}
