/**
 * Times in an answer: in the zone the organizer wrote them in, and in the resource's where its clock shows otherwise.
 */
import type { CalendarTime } from '../../calendar/calendar-time.js';
import type { EventComponent, ZoneTable } from '../../calendar/itip-message.js';
import { formatInZone, type LocalTexts } from '../../calendar/zone-table.js';
import { instant, type Instant, type Interval } from '../../mail/instant.js';
import type { AnswerTexts } from './answer-texts.js';
import { cleanText } from '../../mail/clean-text.js';

export interface ClockReader {
  /** The organizer's, then the resource's. */
  readonly tzids: readonly string[];
  readonly zones: ZoneTable;
  readonly texts: AnswerTexts;
}

/** The zone that the organizer plans in: of the first component that names one; the resource's when none does. */
export function clocksFor(
  components: readonly EventComponent[],
  zones: ZoneTable,
  resourceZone: string,
  texts: AnswerTexts,
): ClockReader {
  const zoned = components.map(({ start }) => start).find((start) => start.kind === 'zoned');
  return { tzids: zoned === undefined ? [resourceZone] : [zoned.tzid, resourceZone], zones, texts };
}

/** One line a zone; a zone whose clock shows the same as the one before is left out. */
export function describeInterval(interval: Interval, isAllDay: boolean, clocks: ClockReader): readonly string[] {
  if (isAllDay) return [describeDays(interval, clocks)];
  return readClocks(interval, clocks).map((times) => `${dayOf(times)}, ${hoursOf(times)} (${times.zone})`);
}

/** The same in one line, for lists: a day that is the same on both clocks is named once. */
export function describeBriefly(interval: Interval, isAllDay: boolean, clocks: ClockReader): string {
  if (isAllDay) return describeDays(interval, clocks);
  const read = readClocks(interval, clocks);
  return read
    .map((times, index) => {
      const hours = `${hoursOf(times)} (${times.zone})`;
      const before = read[index - 1];
      return before !== undefined && dayOf(before) === dayOf(times) ? hours : `${dayOf(times)}, ${hours}`;
    })
    .join(' = ');
}

interface ReadTimes {
  readonly start: LocalTexts;
  readonly end: LocalTexts;
  readonly zone: string;
}

function readClocks(interval: Interval, { tzids, zones, texts }: ClockReader): readonly ReadTimes[] {
  const read = tzids.flatMap((tzid): ReadTimes[] => {
    const start = formatInZone(interval.start, tzid, zones, texts.language);
    const end = formatInZone(interval.end, tzid, zones, texts.language);
    return start === null || end === null ? [] : [{ start, end, zone: start.zone }];
  });
  const spanOf = (times: ReadTimes | undefined): string =>
    times === undefined ? '' : `${dayOf(times)} ${hoursOf(times)}`;
  return read.filter((times, index) => spanOf(times) !== spanOf(read[index - 1]));
}

function dayOf({ start }: ReadTimes): string {
  return `${start.weekday}, ${start.date}`;
}

function hoursOf({ start, end }: ReadTimes): string {
  if (start.date !== end.date) return `${start.time} – ${end.weekday}, ${end.date}, ${end.time}`;
  return start.time === end.time ? start.time : `${start.time}–${end.time}`;
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
