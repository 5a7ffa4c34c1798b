/**
 * The order of the segments, and where the valid records of each one end: the head of a segment names the one before and
 * its end. Of several segments that name the same one, the last counts; the others hold records that were never
 * acknowledged.
 */
import { readSegmentHead } from './scan-segment.js';
import { segmentLength, segmentNumbers, type SegmentReader } from './segment-files.js';
import type { SegmentHead } from './segment-head.js';

export interface ChainedSegment {
  readonly segment: number;
  /** null: the first format, or a head that is damaged. */
  readonly head: SegmentHead | null;
  /** Bytes in the file. */
  readonly length: number;
  /** Offset behind the last valid record; null: nothing follows this segment. */
  readonly validEnd: number | null;
}

/** Ascending. Unreadable files are listed without a head. */
export function readChain(segments: SegmentReader, folder: string): readonly ChainedSegment[] {
  const all = segmentNumbers(folder).map((segment) => {
    const length = segmentLength(folder, segment) ?? 0;
    return { segment, length, head: headOf(segments, segment, length) };
  });
  const followers = new Map<number, { readonly segment: number; readonly validEnd: number }>();
  for (const { segment, head } of all) {
    const previous = head?.previous ?? null;
    if (previous !== null) followers.set(previous.segment, { segment, validEnd: previous.validEnd });
  }
  const isVoid = ({ segment, head }: (typeof all)[number]): boolean => {
    const previous = head?.previous ?? null;
    return previous !== null && followers.get(previous.segment)?.segment !== segment;
  };
  return all
    .filter((each) => !isVoid(each))
    .map((each) => ({ ...each, validEnd: followers.get(each.segment)?.validEnd ?? null }));
}

function headOf(segments: SegmentReader, segment: number, length: number): SegmentHead | null {
  try {
    return readSegmentHead(segments, segment, length);
  } catch {
    return null;
  }
}
