/**
 * What an answer says of conflicts: which meetings of a series are declined, and which bookings are in the way. The
 * request is not repeated: a single meeting that is declined is named above.
 */
import type { Interval } from '../../mail/instant.js';
import type { Verdict } from '../booking-ruling.js';
import type { KnownMeeting } from '../known-meeting.js';
import type { Proposal } from '../proposal.js';
import { listMeetings } from './asked-times.js';
import { bookingsInTheWay, type TakenTime } from './bookings-in-the-way.js';
import { describeBriefly, listed, takesWholeDays, type ClockReader } from './describe-times.js';
import type { Fact } from './message-content.js';

export function conflictTimes({ tested, meeting }: Proposal, verdict: Verdict, clocks: ClockReader): readonly Fact[] {
  const { labels } = clocks.texts;
  const hinderedBy = (reason: string): Proposal['tested'] => tested.filter(({ hindrance }) => hindrance === reason);
  const conflicting = hinderedBy('conflict');
  const intervals = conflicting.map(({ occurrence }) => occurrence);
  if (verdict.because === 'partly') {
    const groups = [
      [labels.unavailable, conflicting],
      [labels.beyondWindow, hinderedBy('outside-window')],
      [labels.declined, hinderedBy('retired')],
    ] as const;
    return [
      ...groups.flatMap(([label, dates]) =>
        dates.length === 0 ? [] : [{ label, lines: listMeetings(dates, clocks) }],
      ),
      ...takenTimes(intervals, meeting, clocks),
    ];
  }
  if (verdict.because !== 'conflict') return [];
  const taken = takenTimes(intervals, meeting, clocks);
  // A pool, and a series in conflict with itself: no booking can be named, but which meetings are in conflict.
  if (taken.length > 0 || tested.length === 1) return taken;
  return [{ label: labels.unavailable, lines: listMeetings(conflicting, clocks) }];
}

/** @param asked the meetings that are not available */
export function takenTimes(asked: readonly Interval[], meeting: KnownMeeting, clocks: ClockReader): readonly Fact[] {
  const times = bookingsInTheWay(asked, meeting);
  if (times.length === 0) return [];
  const { labels, heldBy } = clocks.texts;
  const describe = (time: TakenTime): string => {
    const holders = time.holders.length === 0 ? '' : ` – ${heldBy(time.holders.join(', '))}`;
    return `${describeBriefly(time, takesWholeDays(time, clocks), clocks)}${holders}`;
  };
  return [{ label: labels.taken, lines: listed(times, describe, clocks.texts) }];
}
