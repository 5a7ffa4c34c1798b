/**
 * `store check`: verifies the index, every message row against the bytes it points at, and every filing in the segments
 * against the rows. Reads the segments once from start to end; changes nothing.
 *
 * A filing without a row is lost, unless it was expunged, or the same delivery has a row or a later filing within the
 * duplicate window: then a commit failed after its bytes were synced, and the message was delivered again.
 */
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import type { StoreProblem } from '../mail-store.js';
import { StoreError } from '../store-error.js';
import { checkIndex } from './check-index.js';
import { scanSegment } from './scan-segment.js';
import { openSegmentReader, segmentLength, segmentNumbers, type SegmentReader } from './segment-files.js';
import type { BodyLocation, RecordedFiling } from './segment-record.js';
import type { LostFiling } from './write-calls.js';

export interface StoreFindings {
  readonly messages: number;
  readonly problems: readonly StoreProblem[];
  readonly lost: readonly LostFiling[];
}

interface MessageRow {
  readonly storeId: StoreId;
  readonly folder: string;
  readonly uid: number;
  readonly prefixSegment: number;
  readonly prefixOffset: number;
  readonly bodySegment: number;
  readonly bodyOffset: number;
  readonly bodyLength: number;
}

/** The content of the segments by location. */
interface SegmentContents {
  /** Segments that cannot be read completely. */
  readonly problems: readonly StoreProblem[];
  readonly bodies: ReadonlyMap<string, boolean>;
  readonly filings: ReadonlyMap<string, LostFiling>;
}

export function checkStore(
  database: Database.Database,
  segmentFolder: string,
  duplicateWindowMs: number,
): StoreFindings {
  // One transaction for all reads of the database; the segments contain at least what it points at.
  const { problems, rows, expunged } = database.transaction(() => ({
    problems: checkIndex(database),
    rows: readRows(database),
    expunged: readExpunged(database),
  }))();
  const segments = openSegmentReader(segmentFolder);
  const contents = readSegments(segments, segmentFolder);
  segments.close();
  const filed = new Set(rows.map((row) => placeKey(row.prefixSegment, row.prefixOffset)));
  return {
    messages: rows.length,
    problems: [...problems, ...contents.problems, ...rows.flatMap((row) => checkRow(row, contents))],
    lost: findLost(contents, filed, expunged, duplicateWindowMs),
  };
}

function readRows(database: Database.Database): readonly MessageRow[] {
  return database
    .prepare<[], MessageRow>(
      `SELECT m.store_id AS storeId, f.name AS folder, m.uid, m.prefix_segment AS prefixSegment,
         m.prefix_offset AS prefixOffset, m.body_segment AS bodySegment, m.body_offset AS bodyOffset,
         m.body_length AS bodyLength
       FROM message m JOIN folder f ON f.store_id = m.store_id AND f.id = m.folder_id`,
    )
    .all();
}

function readExpunged(database: Database.Database): ReadonlySet<string> {
  const rows = database.prepare<[], [number, number]>('SELECT prefix_segment, prefix_offset FROM expunged').raw().all();
  return new Set(rows.map(([segment, offset]) => placeKey(segment, offset)));
}

function readSegments(segments: SegmentReader, folder: string): SegmentContents {
  const bodies = new Map<string, boolean>();
  const filings = new Map<string, LostFiling>();
  const problems: StoreProblem[] = [];
  const readSegment = (segment: number): void => {
    for (const record of scanSegment(segments, segment, segmentLength(folder, segment) ?? 0)) {
      const own: BodyLocation = { segment, offset: record.bodyOffset, length: record.bodyLength };
      bodies.set(bodyKey(own), record.isBodyIntact);
      for (const { filing, prefixOffset, prefixLength } of record.filings) {
        const prefix = { segment, offset: prefixOffset, length: prefixLength };
        filings.set(placeKey(segment, prefixOffset), { filing, prefix, body: filing.body ?? own });
      }
    }
  };
  for (const segment of segmentNumbers(folder)) {
    try {
      readSegment(segment);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      problems.push({ storeId: null, what: error.message });
    }
  }
  return { bodies, filings, problems };
}

function checkRow(row: MessageRow, { bodies, filings }: SegmentContents): readonly StoreProblem[] {
  const message = `folder ${row.folder}, message ${row.uid}`;
  const body = { segment: row.bodySegment, offset: row.bodyOffset, length: row.bodyLength };
  const isIntact = bodies.get(bodyKey(body));
  const problems: StoreProblem[] = [];
  if (isIntact !== true) {
    const what = isIntact === false ? 'are damaged' : 'are missing';
    problems.push({ storeId: row.storeId, what: `${message}: its bytes in segment ${row.bodySegment} ${what}` });
  }
  if (!filings.has(placeKey(row.prefixSegment, row.prefixOffset))) {
    problems.push({
      storeId: row.storeId,
      what: `${message}: its first lines in segment ${row.prefixSegment} are missing`,
    });
  }
  return problems;
}

function findLost(
  { bodies, filings }: SegmentContents,
  filed: ReadonlySet<string>,
  expunged: ReadonlySet<string>,
  duplicateWindowMs: number,
): readonly LostFiling[] {
  const candidates: LostFiling[] = [];
  /** The times of receipt of each delivery that has or had a row, or is restored. */
  const received = new Map<string, number[]>();
  const note = ({ storeGuid, deliveryId, receivedAt }: RecordedFiling): void => {
    const key = `${storeGuid} ${deliveryId}`;
    received.set(key, [...(received.get(key) ?? []), receivedAt]);
  };
  for (const [place, found] of filings) {
    if (filed.has(place) || expunged.has(place)) note(found.filing);
    else if (bodies.get(bodyKey(found.body)) === true) candidates.push(found);
  }
  const lost = candidates.reverse().filter(({ filing }) => {
    const times = received.get(`${filing.storeGuid} ${filing.deliveryId}`) ?? [];
    if (times.some((time) => Math.abs(time - filing.receivedAt) < duplicateWindowMs)) return false;
    note(filing);
    return true;
  });
  return lost.reverse();
}

function placeKey(segment: number, offset: number): string {
  return `${segment}:${offset}`;
}

function bodyKey({ segment, offset, length }: BodyLocation): string {
  return `${segment}:${offset}:${length}`;
}
