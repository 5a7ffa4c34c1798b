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
  const { tzids, zones, texts } = clocks;
  const read = (at: Instant, tzid: string): LocalTexts | null => formatInZone(at, tzid, zones, texts.language);
  if (isAllDay) return [describeDays(interval, (at) => read(at, tzids.at(-1) ?? 'UTC'), texts)];
  const lines = tzids.flatMap((tzid) => {
    const [start, end] = [read(interval.start, tzid), read(interval.end, tzid)];
    if (start === null || end === null) return [];
    return [{ span: describeSpan(start, end), zone: start.zone }];
  });
  return lines
    .filter(({ span }, index) => span !== lines[index - 1]?.span)
    .map(({ span, zone }) => `${span} (${zone})`);
}

function describeSpan(start: LocalTexts, end: LocalTexts): string {
  const begin = `${start.weekday}, ${start.date}, ${start.time}`;
  if (start.date !== end.date) return `${begin} – ${end.weekday}, ${end.date}, ${end.time}`;
  return start.time === end.time ? begin : `${begin}–${end.time}`;
}

function describeDays(
  { start, end }: Interval,
  read: (at: Instant) => LocalTexts | null,
  { allDay }: AnswerTexts,
): string {
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
