/**
 * `store check`: verifies the index, every message row against the bytes it points at, and every filing in the segments
 * against the rows. Reads the segments once from start to end; changes nothing.
 */
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import type { StoreProblem } from '../mail-store.js';
import { checkIndex } from './check-index.js';
import { findLost } from './find-lost.js';
import type { LogEntry } from './log-entry.js';
import { readPosition } from './recover-log.js';
import { bodyKey, placeKey, readContents, type SegmentContents } from './segment-contents.js';
import { openSegmentReader } from './segment-files.js';

export interface StoreFindings {
  readonly messages: number;
  readonly problems: readonly StoreProblem[];
  readonly lost: readonly LogEntry[];
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

export function checkStore(
  database: Database.Database,
  segmentFolder: string,
  duplicateWindowMs: number,
): StoreFindings {
  // One transaction for all reads of the database; the segments contain at least what it points at.
  const { problems, rows, expunged, position, isEmpty } = database.transaction(() => ({
    problems: checkIndex(database),
    rows: readRows(database),
    expunged: readExpunged(database),
    position: readPosition(database),
    isEmpty: database.prepare('SELECT NOT EXISTS (SELECT 1 FROM store)').pluck().get() === 1,
  }))();
  const segments = openSegmentReader(segmentFolder);
  const contents = readContents(segments, segmentFolder, position, isEmpty);
  segments.close();
  const filed = new Set(rows.map((row) => placeKey(row.prefixSegment, row.prefixOffset)));
  return {
    messages: rows.length,
    problems: [...problems, ...contents.problems, ...rows.flatMap((row) => checkRow(row, contents))],
    lost: findLost(contents, { filed, expunged, isEmpty }, duplicateWindowMs),
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
