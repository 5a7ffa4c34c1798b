/**
 * What may be read of all the calendar objects of one message: many of them cost no more than one.
 * Path: find-calendar-parts.ts for delivery, authorship/calendar/read-calendar.ts for submission.
 */
export interface ReadingLimits {
  /** Octets of one object, and of all that are read whole. */
  readonly maxObjectBytes: number;
  /** Lines of all that are read whole: a line costs more than its octets. */
  readonly maxLines: number;
}

export interface ReadingBudget {
  /** false: the object does not fit into what was left, and nothing is left now. */
  take(object: Uint8Array): boolean;
  isUsedUp(): boolean;
}

export function createReadingBudget({ maxObjectBytes, maxLines }: ReadingLimits): ReadingBudget {
  let bytesLeft = maxObjectBytes;
  let linesLeft = maxLines;
  return {
    take(object) {
      bytesLeft -= object.length;
      linesLeft -= countLines(object);
      return bytesLeft >= 0 && linesLeft >= 0;
    },
    isUsedUp: () => bytesLeft <= 0 || linesLeft <= 0,
  };
}

/** Lines end in LF, or where there is none in CR. */
function countLines(object: Uint8Array): number {
  let lfs = 0;
  let crs = 0;
  for (const octet of object) {
    if (octet === 0x0a) lfs++;
    else if (octet === 0x0d) crs++;
  }
  return Math.max(lfs, crs);
}
