/**
 * Order in the outbox: of the mails of one lane only the first that waits has its turn, the others are marked as behind
 * it, so that looking for due mail never passes over them. Whoever changes which mails of a lane wait settles the lane.
 */
import type Database from 'better-sqlite3';

/** The first mail of the lane that waits has its turn now. @param lane null: nothing to settle */
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
