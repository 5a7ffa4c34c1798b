/**
 * Meetings of the soak: each story has times of a room for itself, so that it is known which request gets them.
 */
import { dayAhead, type Invitation } from '../support/invitation.js';
import type { SeededRandom } from '../support/seeded-random.js';
import { filedIn, type Fate, type SoakMail, type Story } from './soak-story.js';
import { SOAK_DOMAIN, type MailWriter } from './write-message.js';

export const SOAK_ROOMS = ['room0', 'room1', 'room2', 'room3'] as const;
/** Takes nothing but series. */
export const SERIES_ROOM = 'series';

const HOUR_MS = 3_600_000;
const WEEK_HOURS = 168;
/** Of a series. */
const WEEKS = 3;
const MINUTES = 50;

type Handled = Omit<Fate & { kind: 'filed' }, 'kind' | 'places' | 'skipsVacation'>;
const accepted: Handled = { decision: 'accept', answer: 'ACCEPTED' };
const declined: Handled = { decision: 'decline', answer: 'DECLINED' };
const moved: Handled = { ...accepted, hasNotice: true };
const cancelled: Handled = { decision: 'cancel', hasNotice: true };
const stale: Handled = { decision: 'ignore' };

interface Said extends Pick<Invitation, 'start' | 'method' | 'sequence' | 'rrule'> {
  /** Which of the organizers of the story. */
  readonly who?: 'organizer' | 'rival';
  readonly nextVersion: Handled;
}

/** What an organizer and a rival say of one time, and of a later one. */
const plots: readonly ((start: Date, later: Date) => readonly Said[])[] = [
  (start) => [
    { start, nextVersion: accepted },
    { start, who: 'rival', nextVersion: declined },
  ],
  (start, later) => [
    { start, nextVersion: accepted },
    { start: later, sequence: 1, nextVersion: moved },
    { start, nextVersion: stale },
    { start, who: 'rival', nextVersion: accepted },
  ],
  (start) => [
    { start, nextVersion: accepted },
    { start, method: 'CANCEL', sequence: 1, nextVersion: cancelled },
    { start, who: 'rival', nextVersion: accepted },
  ],
];

/** Stories one after the other, as the random numbers will have it. */
export function startMeetings(random: SeededRandom, { write }: MailWriter): () => Story {
  const first = dayAhead(7, 0).getTime();
  const taken = new Map<string, number>();
  const nextHour = (room: string): number => {
    const hour = taken.get(room) ?? 0;
    taken.set(room, hour + 1);
    return hour;
  };
  const at = (hour: number): Date => new Date(first + hour * HOUR_MS);
  let serial = 0;

  const tell = (room: string, said: readonly Said[]): Story => {
    serial += 1;
    return said.map(({ nextVersion, who = 'organizer', ...times }, turn): SoakMail => {
      // Each is later than the one before, even where they are written in the same second.
      const stampedAt = new Date(first - 30 * 24 * HOUR_MS + turn * HOUR_MS);
      return write({
        kind: 'meetings',
        to: room,
        from: `${who}${serial}@${SOAK_DOMAIN}`,
        fate: { ...filedIn(room, 'Handled'), ...nextVersion },
        meeting: { ...times, uid: `${who}-${serial}@${SOAK_DOMAIN}`, minutes: MINUTES, stampedAt },
      });
    });
  };
  return () => {
    const plot = plots[random.between(0, plots.length)];
    if (plot !== undefined) {
      const room = SOAK_ROOMS[random.between(0, SOAK_ROOMS.length - 1)] ?? SOAK_ROOMS[0];
      return tell(room, plot(at(nextHour(room)), at(nextHour(room))));
    }
    const series = nextHour(SERIES_ROOM);
    const hour = Math.floor(series / WEEK_HOURS) * WEEKS * WEEK_HOURS + (series % WEEK_HOURS);
    return tell(SERIES_ROOM, [{ start: at(hour), rrule: `FREQ=WEEKLY;COUNT=${WEEKS}`, nextVersion: accepted }]);
  };
}
