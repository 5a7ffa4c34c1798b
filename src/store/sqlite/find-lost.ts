/**
 * Finds what is in the segments but not in the tables, for `store check`.
 *
 * A filing without a row is lost, unless it was expunged, or the same delivery has a row or a later filing within the
 * duplicate window: then a commit failed after its bytes were synced, and the message was delivered again. If the whole
 * database is lost, all changes of the log are lost too: bookings, decisions, vacation responses.
 */
import type { FilingPlace, LogEntry } from './log-entry.js';
import type { RecordedFiling } from './recorded-change.js';
import { bodyKey, type SegmentContents } from './segment-contents.js';

/** As long as the outbox tries to relay a message: older ones were sent, or given up. */
const RELAYED_WITHIN_MS = 5 * 24 * 3_600_000;

export interface KnownRows {
  /** Place keys of all message rows and of all expunged messages. */
  readonly filed: ReadonlySet<string>;
  readonly expunged: ReadonlySet<string>;
  /** Whether there are no stores at all. */
  readonly isEmpty: boolean;
}

export function findLost(contents: SegmentContents, rows: KnownRows, duplicateWindowMs: number): readonly LogEntry[] {
  const lost = lostFilings(contents, rows, duplicateWindowMs);
  if (!rows.isEmpty) return lost.map((filing) => ({ filing, changes: [] }));
  const wanted = new Set(lost);
  const newest = lost.reduce((latest, { filing }) => Math.max(latest, filing.savedAt ?? filing.receivedAt), 0);
  return contents.entries
    .map(({ filing, changes }) => ({
      filing: filing !== null && wanted.has(filing) ? filing : null,
      changes: changes.filter(
        ({ change }) => change.kind !== 'outgoing' || change.mail.createdAt > newest - RELAYED_WITHIN_MS,
      ),
    }))
    .filter(({ filing, changes }) => filing !== null || changes.length > 0);
}

function lostFilings(
  { bodies, filings }: SegmentContents,
  { filed, expunged }: KnownRows,
  duplicateWindowMs: number,
): readonly FilingPlace[] {
  const candidates: FilingPlace[] = [];
  /** The times of receipt of each delivery that has or had a row, or is restored. */
  const received = new Map<string, number[]>();
  const note = ({ storeGuid, deliveryId, receivedAt }: RecordedFiling): void => {
    // What a client has saved is not delivered again.
    if (deliveryId === null) return;
    const key = `${storeGuid} ${deliveryId}`;
    received.set(key, [...(received.get(key) ?? []), receivedAt]);
  };
  for (const [place, found] of filings) {
    if (filed.has(place) || expunged.has(place)) note(found.filing);
    else if (bodies.get(bodyKey(found.body)) === true) candidates.push(found);
  }
  const lost = candidates.reverse().filter(({ filing }) => {
    if (filing.deliveryId === null) return true;
    const times = received.get(`${filing.storeGuid} ${filing.deliveryId}`) ?? [];
    if (times.some((time) => Math.abs(time - filing.receivedAt) < duplicateWindowMs)) return false;
    note(filing);
    return true;
  });
  return lost.reverse();
}
