/**
 * Reads the log from a position to its end: the calls whose records are complete. A bad record is the torn end of the
 * log, unless a later one says that it was on disk: then it is damage, and reading continues behind it.
 */
import { formatOf, readRecord, scanSegment, type ScannedRecord } from './scan-segment.js';
import type { SegmentPosition } from './segment-appender.js';
import { readChain, type ChainedSegment } from './segment-chain.js';
import type { SegmentReader } from './segment-files.js';
import type { RecordFormat } from './segment-record.js';

export interface LogRecord {
  readonly segment: number;
  readonly record: ScannedRecord;
}

export interface LogCall {
  readonly kind: 'call';
  readonly records: readonly LogRecord[];
  /** The position behind it. */
  readonly end: SegmentPosition;
}

export type LogItem =
  | LogCall
  /** Records up to this number are lost. */
  | { readonly kind: 'damage'; readonly from: number; readonly through: number; readonly segment: number };

export function* readLog(segments: SegmentReader, folder: string, from: SegmentPosition): Generator<LogItem> {
  let call: LogRecord[] = [];
  let last = from.number;
  for (const chained of readChain(segments, folder)) {
    if (chained.segment < from.segment) continue;
    const format = formatOf(chained.head);
    // Segments of the first format are not a log, and one with a damaged head cannot be read.
    if (chained.head === null) continue;
    let at = chained.segment === from.segment ? from.tail : format.firstRecordOffset;
    for (;;) {
      const record = nextRecord(segments, chained, format, at, last);
      if (record === null) break;
      if (record.number > last + 1) {
        call = [];
        yield { kind: 'damage', from: last + 1, through: record.number - 1, segment: chained.segment };
      }
      last = record.number;
      at = record.end;
      call.push({ segment: chained.segment, record });
      if (record.isContinued) continue;
      yield { kind: 'call', records: call, end: { segment: chained.segment, tail: at, number: last } };
      call = [];
    }
    if (chained.validEnd === null) return;
  }
}

/** null: the records of the segment end here. */
function nextRecord(
  segments: SegmentReader,
  { segment, length, validEnd }: ChainedSegment,
  format: RecordFormat,
  at: number,
  last: number,
): (ScannedRecord & { readonly number: number }) | null {
  const end = Math.min(length, validEnd ?? length);
  const here = readRecord(segments, segment, format, at, end);
  if (isNext(here, last) && here.number === last + 1) return here;
  for (const record of scanSegment(segments, segment, format, end, at + 1)) {
    if (!isNext(record, last)) continue;
    // On disk before the later record was written: not the torn end.
    if (validEnd !== null || record.syncedThrough > last) return record;
    return null;
  }
  return null;
}

function isNext(record: ScannedRecord | null, last: number): record is ScannedRecord & { readonly number: number } {
  return record !== null && record.isBodyIntact && record.number !== null && record.number > last;
}
