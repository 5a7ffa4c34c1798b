/**
 * Times in an answer: in the zone in which the organizer wrote them, and in the resource's zone where its clock shows
 * another time. The instants are those of the REPLY and of the calendar.
 */
import type { CalendarTime } from '../../calendar/calendar-time.js';
import type { EventComponent, ZoneTable } from '../../calendar/itip-message.js';
import type { ZoneStyle } from '../../calendar/zone-labels.js';
import { formatInZone, showSameTime, textStyle, toInstant, type LocalTexts } from '../../calendar/zone-table.js';
import { instant, type Instant, type Interval } from '../../mail/instant.js';
import type { AnswerTexts } from './answer-texts.js';
import { cleanText } from '../../mail/clean-text.js';

export interface ClockReader {
  /** The organizer's, then the resource's. */
  readonly tzids: readonly string[];
  readonly zones: ZoneTable;
  readonly texts: AnswerTexts;
  /** One for the whole message. */
  readonly style: ZoneStyle;
}

/** Entries of a list in a message; how many more there are is said. */
const MAX_LISTED = 10;

/**
 * The zone that the organizer plans in is that of the first component that names one. If none does, or the zone has no
 * name and shows the same time as the resource's, there is only the resource's.
 */
export function clocksFor(
  components: readonly EventComponent[],
  zones: ZoneTable,
  resourceZone: string,
  texts: AnswerTexts,
): ClockReader {
  const starts = components.map((component) => component.start);
  const start = starts.find(({ kind }) => kind === 'zoned') ?? starts[0];
  const at = start === undefined ? null : toInstant(start, zones, resourceZone);
  if (start?.kind !== 'zoned' || at === null) return oneClock(resourceZone, zones, texts, at);
  const { tzid } = start;
  const isNameless = textStyle([tzid], zones, at, texts.language) === 'offset';
  if (isNameless && showSameTime(tzid, resourceZone, zones, at)) return oneClock(resourceZone, zones, texts, at);
  const tzids = [tzid, resourceZone];
  return { tzids, zones, texts, style: textStyle(tzids, zones, at, texts.language) };
}

function oneClock(tzid: string, zones: ZoneTable, texts: AnswerTexts, at: Instant | null): ClockReader {
  return { tzids: [tzid], zones, texts, style: textStyle([tzid], zones, at ?? instant(0), texts.language) };
}

/** One line a zone. A zone whose clock shows the same as the one before is left out. */
export function describeInterval(interval: Interval, isAllDay: boolean, clocks: ClockReader): readonly string[] {
  if (isAllDay) return [describeDays(interval, clocks)];
  return readClocks(interval, clocks).map((times) => `${dayOf(times)}, ${hoursOf(times)}`);
}

/** The same in one line, for lists. A day that is the same on both clocks is named once. */
export function describeBriefly(interval: Interval, isAllDay: boolean, clocks: ClockReader): string {
  if (isAllDay) return describeDays(interval, clocks);
  const read = readClocks(interval, clocks);
  return read
    .map((times, index) => {
      const hours = hoursOf(times);
      const before = read[index - 1];
      return before !== undefined && dayOf(before) === dayOf(times) ? hours : `${dayOf(times)}, ${hours}`;
    })
    .join(' = ');
}

/** The day in the organizer's zone, without a time: `Monday, 8 February 2027`. */
export function describeDay(at: Instant, isAllDay: boolean, { tzids, zones, texts }: ClockReader): string {
  const tzid = (isAllDay ? tzids.at(-1) : tzids[0]) ?? 'UTC';
  const read = formatInZone(at, tzid, zones, texts.language);
  return read === null ? '' : `${read.weekday}, ${read.date}`;
}

/** Whether a booking takes whole days in the resource's zone, as all-day meetings do. */
export function takesWholeDays({ start, end }: Interval, { tzids, zones, texts }: ClockReader): boolean {
  const isMidnight = (at: Instant): boolean =>
    formatInZone(at, tzids.at(-1) ?? 'UTC', zones, texts.language)?.time === '00:00';
  return end > start && isMidnight(start) && isMidnight(end);
}

/** At most ten lines, and a last one that says how many more there are. */
export function listed<Item>(
  items: readonly Item[],
  describe: (item: Item) => string,
  texts: Pick<AnswerTexts, 'more'>,
): readonly string[] {
  const lines = items.slice(0, MAX_LISTED).map(describe);
  const more = items.length - lines.length;
  return more > 0 ? [...lines, texts.more(more)] : lines;
}

interface ReadTimes {
  readonly start: LocalTexts;
  readonly end: LocalTexts;
}

function readClocks(interval: Interval, { tzids, zones, texts, style }: ClockReader): readonly ReadTimes[] {
  const read = tzids.flatMap((tzid): ReadTimes[] => {
    const start = formatInZone(interval.start, tzid, zones, texts.language, style);
    const end = formatInZone(interval.end, tzid, zones, texts.language, style);
    return start === null || end === null ? [] : [{ start, end }];
  });
  const spanOf = (times: ReadTimes | undefined): string =>
    times === undefined ? '' : `${dayOf(times)} ${shownTimes(times).join(' ')}`;
  return read.filter((times, index) => spanOf(times) !== spanOf(read[index - 1]));
}

function dayOf({ start }: ReadTimes): string {
  return `${start.weekday}, ${start.date}`;
}

/** `09:00–10:00 (CET)`; each time has its own zone where clocks change between the two. */
function hoursOf(times: ReadTimes): string {
  const { start, end } = times;
  const [from, to] = shownTimes(times);
  if (to === undefined) return `${from} (${start.zone})`;
  if (start.zone !== end.zone) return `${from} (${start.zone}) – ${to} (${end.zone})`;
  return `${from}${start.date === end.date ? '–' : ' – '}${to} (${start.zone})`;
}

/** The end with its day where that is another one. */
function shownTimes({ start, end }: ReadTimes): readonly [string, string?] {
  if (start.date !== end.date) return [start.time, `${end.weekday}, ${end.date}, ${end.time}`];
  return start.time === end.time && start.zone === end.zone ? [start.time] : [start.time, end.time];
}

function describeDays({ start, end }: Interval, { tzids, zones, texts }: ClockReader): string {
  const { allDay, language } = texts;
  const read = (at: Instant): LocalTexts | null => formatInZone(at, tzids.at(-1) ?? 'UTC', zones, language);
  const first = read(start);
  // The end is exclusive: the last day is the one before it.
  const last = read(instant(Math.max(start, end - 1)));
  if (first === null || last === null) return allDay;
  const begin = `${first.weekday}, ${first.date}`;
  return first.date === last.date ? `${begin}, ${allDay}` : `${begin} – ${last.weekday}, ${last.date}, ${allDay}`;
}

const MAX_ZONE_CHARACTERS = 80;

/** As the request writes them, for times that no zone explains. */
export function describeWritten({ start, end }: Pick<EventComponent, 'start' | 'end'>): string {
  const zone = start.kind === 'zoned' ? ` (${cleanText(start.tzid, MAX_ZONE_CHARACTERS)})` : '';
  return `${written(start)} – ${written(end)}${zone}`;
}

function written(time: CalendarTime): string {
  switch (time.kind) {
    case 'date':
      return time.date;
    case 'utc':
      return `${new Date(time.at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    case 'floating':
    case 'zoned':
      return time.local.slice(0, 16).replace('T', ' ');
  }
}
