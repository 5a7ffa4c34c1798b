/**
 * Everything that is in the segments, by location; read once from start to end for `store check`.
 */
import type { StoreProblem } from '../mail-store.js';
import { StoreError } from '../store-error.js';
import { bodyOf, entriesOf, type FilingPlace, type LogEntry } from './log-entry.js';
import type { BodyLocation } from './recorded-change.js';
import { formatOf, scanSegment } from './scan-segment.js';
import type { SegmentPosition } from './segment-appender.js';
import { type ChainedSegment, readChain } from './segment-chain.js';
import type { SegmentReader } from './segment-files.js';

export interface SegmentContents {
  /** Segments that cannot be read completely. */
  readonly problems: readonly StoreProblem[];
  /** By body key: whether its bytes are intact. */
  readonly bodies: ReadonlyMap<string, boolean>;
  /** By place key. */
  readonly filings: ReadonlyMap<string, FilingPlace>;
  /** All entries in order; empty unless they are requested. */
  readonly entries: readonly LogEntry[];
}

/**
 * @param position up to where the tables contain the log; null: they have no position
 * @param keepsEntries whether the entries are requested
 */
export function readContents(
  segments: SegmentReader,
  folder: string,
  position: SegmentPosition | null,
  keepsEntries: boolean,
): SegmentContents {
  const bodies = new Map<string, boolean>();
  const filings = new Map<string, FilingPlace>();
  const entries: LogEntry[] = [];
  const problems: StoreProblem[] = [];
  const readSegment = (chained: ChainedSegment): void => {
    const { segment, head } = chained;
    for (const record of scanSegment(segments, segment, formatOf(head), endOf(chained, position))) {
      bodies.set(bodyKey(bodyOf(segment, record)), record.isBodyIntact);
      for (const entry of entriesOf(segment, record)) {
        if (entry.filing !== null) filings.set(placeKey(segment, entry.filing.prefix.offset), entry.filing);
        if (keepsEntries) entries.push(entry);
      }
    }
  };
  for (const chained of readChain(segments, folder)) {
    try {
      readSegment(chained);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      problems.push({ storeId: null, what: error.message });
    }
  }
  return { bodies, filings, entries, problems };
}

/** What is behind the position was never acknowledged, or is being written at this moment. */
function endOf({ segment, length, validEnd }: ChainedSegment, position: SegmentPosition | null): number {
  const end = Math.min(validEnd ?? length, length);
  if (position === null || segment < position.segment) return end;
  return segment > position.segment ? 0 : Math.min(position.tail, end);
}

export function placeKey(segment: number, offset: number): string {
  return `${segment}:${offset}`;
}

export function bodyKey({ segment, offset, length }: BodyLocation): string {
  return `${segment}:${offset}:${length}`;
}
