/**
 * The bounds of a calendar object: counts components, attendees, rules and dates, and matches BEGIN with END, before
 * anything walks its tree. Used by parse-itip.ts.
 */
import type { ContentLine } from './content-line.js';
import type { ItipRefusal } from './itip-message.js';

export interface ItipLimits {
  readonly maxObjectBytes: number;
  /** VEVENT, VTIMEZONE, STANDARD, VALARM, ...: every BEGIN counts. */
  readonly maxComponents: number;
  /** Of one event. */
  readonly maxAttendees: number;
}

export type Outline =
  | { readonly kind: 'outline'; readonly lines: readonly ContentLine[] }
  | { readonly kind: 'refused'; readonly because: ItipRefusal; readonly detail: string };

/** Components nest two deep (VALARM in VEVENT in VCALENDAR); vendors may add some. */
const MAX_DEPTH = 8;
/** Values of all RDATEs and EXDATEs: a daily series of ten years with each day named twice has fewer. */
const MAX_LISTED_DATES = 10_000;
/** RRULEs and EXRULEs: each is read apart from the others, and a component has need of one. */
const MAX_RULES = 1000;
/** Unfolded; a thousand events of fifty properties each. A property costs more than its octets. */
const MAX_LINES = 50_000;

/** The object, complete where only its last line is missing. */
export function checkOutline(lines: readonly ContentLine[], limits: ItipLimits): Outline {
  const open: string[] = [];
  let components = 0;
  let attendees = 0;
  let dates = 0;
  let rules = 0;
  for (const [index, { name, value }] of lines.entries()) {
    if (index >= MAX_LINES) return refused('too-large', `more than ${MAX_LINES} properties`);
    const component = name === 'BEGIN' || name === 'END' ? value.trim().toUpperCase() : '';
    if (name === 'BEGIN') {
      if (++components > limits.maxComponents)
        return refused('too-many-components', `more than ${limits.maxComponents} components`);
      if (component === 'VEVENT') attendees = 0;
      open.push(component);
      if (open.length > MAX_DEPTH) return refused('unreadable', 'components nested too deep');
    } else if (name === 'END') {
      if (open.pop() !== component) return refused('unreadable', `unexpected END:${component.slice(0, 60)}`);
    } else if (name === 'ATTENDEE' && ++attendees > limits.maxAttendees)
      return refused('too-many-attendees', `more than ${limits.maxAttendees} attendees`);
    else if ((name === 'RRULE' || name === 'EXRULE') && ++rules > MAX_RULES)
      return refused('too-large', `more than ${MAX_RULES} recurrence rules`);
    else if ((name === 'RDATE' || name === 'EXDATE') && (dates += value.split(',').length) > MAX_LISTED_DATES)
      return refused('too-large', `more than ${MAX_LISTED_DATES} RDATEs and EXDATEs`);
  }
  if (open.length === 0) return { kind: 'outline', lines };
  // Cut short behind the last component: nothing of it is missing.
  const end: ContentLine = { name: 'END', parameters: {}, contradicted: [], value: 'VCALENDAR' };
  return open.length === 1
    ? { kind: 'outline', lines: [...lines, end] }
    : refused('unreadable', 'the object ends in the middle of a component');
}

function refused(because: ItipRefusal, detail: string): Outline {
  return { kind: 'refused', because, detail };
}
