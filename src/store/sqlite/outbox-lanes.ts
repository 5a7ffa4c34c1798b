/**
 * Order in the outbox: of the waiting messages of one lane, only the first may be relayed; the others are marked as
 * behind it, so that queries for due messages do not read them. Every change of the waiting messages of a lane must
 * settle the lane.
 */
import type Database from 'better-sqlite3';

/** Marks all but the first waiting message of the lane as behind. @param lane null: nothing to do */
export type SettleLane = (lane: string | null) => void;

export function prepareSettleLane(database: Database.Database): SettleLane {
  const settle = database.prepare<{ lane: string }>(
    `UPDATE outbox SET is_behind = 1 - is_behind
     WHERE lane = @lane AND state = 'waiting' AND is_behind <> (lane_place >
       (SELECT min(lane_place) FROM outbox WHERE lane = @lane AND state = 'waiting'))`,
  );
  return (lane) => {
    if (lane !== null) settle.run({ lane });
  };
}
