/**
 * A person holds a resource without a message: maintenance, or a booking made by telephone. Nobody is mailed.
 * Path: beside the way of a message, asked by an administrator (`booking create`) -> booking/own-booking.ts -> DeliveryDesk.revise.
 */
import { randomUUID } from 'node:crypto';
import { enterOwnBooking, prepareOwnBooking, type OwnBooking } from '../booking/own-booking.js';
import type { DecisionRecord } from '../booking/decision-record.js';
import { defaultItipLimits } from '../calendar/parse-itip.js';
import type { Account } from '../directory/directory.js';
import type { StoreId } from '../directory/account.js';
import type { BusyInterval } from '../booking/calendar-entry.js';
import type { Instant, Interval } from '../mail/instant.js';
import type { ResourceDeps } from './context.js';
import { extendAskedDays } from './extend-asked-days.js';
import { resourceOf } from './resource-of.js';
import { reviseWithRetry, type Revision } from './revise-with-retry.js';

export interface HandBooking extends Omit<OwnBooking, 'uid'> {
  readonly account: Account;
  readonly storeId: StoreId;
  /** It is booked although the time is taken. */
  readonly isForced: boolean;
}

export type HandBookingOutcome =
  | { readonly kind: 'booked'; readonly uid: string; readonly organizer: string }
  /** By what the time is taken. */
  | { readonly kind: 'taken'; readonly by: readonly BusyInterval[] }
  | { readonly kind: 'outside-time' };

type BookingRevision = Revision & { readonly outcome: HandBookingOutcome };

/** Throws StoreError and DirectoryError. */
export async function bookByHand(asked: HandBooking, deps: ResourceDeps): Promise<HandBookingOutcome> {
  const { account } = asked;
  // Its organizer and its time make no other booking the same.
  const uid = `booking-${randomUUID()}@${account.primaryAddress.domain}`;
  let refused: HandBookingOutcome = { kind: 'outside-time' };
  const revise = async (): Promise<BookingRevision | null> => {
    const made = await decideBooking(uid, asked, deps);
    if ('basedOn' in made) return made;
    refused = made;
    return null;
  };
  const revision = await reviseWithRetry(account.name, revise, deps);
  return revision?.outcome ?? refused;
}

async function decideBooking(
  uid: string,
  { account, storeId, time, subject, organizer, isForced }: HandBooking,
  deps: ResourceDeps,
): Promise<BookingRevision | HandBookingOutcome> {
  const now = deps.clock();
  const around = {
    resource: resourceOf(account, null),
    booker: { accountName: null, groups: [], isInside: true },
    options: deps.settings.booking,
    now,
  };
  const prepared = prepareOwnBooking({ uid, time, subject, organizer }, around, defaultItipLimits);
  if (prepared === null) return { kind: 'outside-time' };
  await extendAskedDays(prepared, account, deps);
  const { calendar } = await deps.desk.read({ storeId, deliveryId: '', now, calendar: prepared.calendarQuestion });
  if (calendar === null) return { kind: 'outside-time' };
  const outcome = enterOwnBooking(prepared, calendar);
  if (outcome.kind === 'outside-time') return outcome;
  if (!outcome.isFree && !isForced) return { kind: 'taken', by: calendar.busy };
  const { key, change, isFree } = outcome;
  return {
    storeId,
    basedOn: calendar.version,
    change,
    decision: recordOf(key, time, isFree, now),
    mails: [],
    now,
    event: 'booking-decided',
    outcome: { kind: 'booked', ...key },
  };
}

function recordOf(
  key: Pick<DecisionRecord, 'uid' | 'organizer'>,
  { start, end }: Interval,
  free: boolean,
  now: Instant,
): DecisionRecord {
  return {
    ...key,
    decidedAt: now,
    messageId: null,
    method: null,
    revision: null,
    decision: 'accept',
    because: null,
    explanation: `Booked by a person${free ? '.' : ', although the time is taken.'}`,
    occurrences: [{ start, end, free }],
    answered: false,
    milliseconds: 0,
  };
}
