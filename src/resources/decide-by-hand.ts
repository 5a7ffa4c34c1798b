/**
 * A person decides on a request that was left to one: the engine decides again with the person's word in place of the mode and
 * the policy, and the answer goes to the organizer as any answer of the resource does, in one commit with the booking.
 * Path: delivery/explain/decide-left.ts reads the message -> decideByHand -> DeliveryDesk.revise.
 */
import type { Meeting, PersonsWord } from '../booking/booking-request.js';
import type { BookingOutcome } from '../booking/booking-outcome.js';
import type { DecisionRecord } from '../booking/decision-record.js';
import { noChange } from '../booking/enter-booking.js';
import type { Account } from '../directory/directory.js';
import type { StoreId } from '../directory/account.js';
import { formatAddress, type Address } from '../mail/address.js';
import type { Instant } from '../mail/instant.js';
import type { CalendarSnapshot, OtherCalendarChange } from '../store/delivery-desk.js';
import type { LeftMessage } from '../store/calendars.js';
import type { ResourceDeps } from './context.js';
import { decide } from './decide.js';
import { extendAskedDays } from './extend-asked-days.js';
import { findBooker } from './find-booker.js';
import { prepareRequest } from './prepare-request.js';
import { reviseWithRetry, type Revision } from './revise-with-retry.js';

/** What a person decides on, and how. */
export interface HandDecision {
  readonly account: Account;
  readonly storeId: StoreId;
  readonly left: LeftMessage;
  /** The one in the message; null: it cannot be read. */
  readonly meeting: Meeting | null;
  /** By which the account was invited, besides its own addresses; null: by those alone. */
  readonly forwardPath: Address | null;
  readonly word: PersonsWord;
  /** Nobody is told; what is held for the request is freed. Only with a decline. */
  readonly isSilent: boolean;
}

export type HandOutcome =
  | { readonly kind: 'decided'; readonly record: DecisionRecord; readonly told: readonly string[] }
  /** The word cannot be followed; the record says why, and names the dates that are taken. */
  | { readonly kind: 'impossible'; readonly record: DecisionRecord }
  /** Something else has settled it meanwhile. */
  | { readonly kind: 'settled' };

class ImpossibleError extends Error {
  constructor(readonly record: DecisionRecord) {
    super(record.explanation);
  }
}

type HandRevision = Revision & { readonly decision: DecisionRecord };

/** Throws StoreError and DirectoryError. */
export async function decideByHand(asked: HandDecision, deps: ResourceDeps): Promise<HandOutcome> {
  try {
    const revision = await reviseWithRetry(asked.account.name, () => reviseByHand(asked, deps), deps);
    if (revision === null) return { kind: 'settled' };
    const told = revision.mails.flatMap(({ draft: { to, cc } }) => [...to, ...cc]);
    return { kind: 'decided', record: revision.decision, told: told.map(({ address }) => formatAddress(address)) };
  } catch (error) {
    if (error instanceof ImpossibleError) return { kind: 'impossible', record: error.record };
    throw error;
  }
}

interface Decided {
  readonly outcome: BookingOutcome;
  readonly calendar: CalendarSnapshot;
  readonly otherCalendars: readonly OtherCalendarChange[];
}

async function reviseByHand(asked: HandDecision, deps: ResourceDeps): Promise<HandRevision | null> {
  const { storeId, left, isSilent } = asked;
  const now = deps.clock();
  const [found] = await deps.calendars.leftToPerson(storeId, { now, after: left.number - 1, limit: 1 });
  if (found?.number !== left.number) return null;
  const decided = await decideAgain(asked, now, deps);
  const isFollowed = decided !== null && isWordFollowed(asked, decided.outcome.record);
  if (!isFollowed && !isSilent) throw new ImpossibleError(decided?.outcome.record ?? left.record);
  if (decided === null || !isFollowed) return settleAlone(asked, now, deps);
  const { outcome, calendar, otherCalendars } = decided;
  const messages = isSilent ? [] : [...(outcome.answer === null ? [] : [outcome.answer]), ...outcome.notices];
  return {
    storeId,
    basedOn: calendar.version,
    change: outcome.change ?? noChange,
    otherCalendars,
    decision: byHand(outcome.record, asked, messages.length > 0),
    mails: messages.map((draft, index) => ({
      draft,
      cause: ['by-hand', left.number, left.record.messageId, asked.word.verdict, index],
    })),
    now,
    event: 'booking-decided',
  };
}

/** null: there is no meeting that could be decided on. */
async function decideAgain(
  { account, storeId, meeting, forwardPath, word }: HandDecision,
  now: Instant,
  deps: ResourceDeps,
): Promise<Decided | null> {
  if (meeting === null) return null;
  const look = <Result>(work: () => Result): Result => work();
  // A person has decided: nothing waits for the organizer's other bookings, and no approver is asked.
  const options = { ...deps.settings.booking, ownConflictGraceSeconds: 0 };
  const booker = await findBooker(meeting, deps.directory);
  const request = { meeting: { ...meeting, booker }, forwardPath, terms: null, word, options, now };
  const booking = await prepareRequest(account, request, { directory: deps.directory, look });
  await extendAskedDays(booking, account, deps);
  const { calendar } = await deps.desk.read({ storeId, deliveryId: '', now, calendar: booking.calendarQuestion });
  if (calendar === null) return null;
  const decision = await decide(
    { account, booking, calendar, mayOffer: false },
    {
      ...deps,
      offersDesk: deps.desk,
      extendIndex: (other, member) => extendAskedDays(other, member, deps),
      look,
    },
  );
  return { ...decision, calendar };
}

/** A cancellation that a person accepts is done; one that is declined changes nothing. */
function isWordFollowed({ word: { verdict } }: HandDecision, { decision }: DecisionRecord): boolean {
  if (verdict === 'decline') return decision === 'decline';
  return decision === 'accept' || decision === 'cancel' || decision === 'remove';
}

/** The message is dealt with, the calendar stays as it is. */
async function settleAlone(asked: HandDecision, now: Instant, { desk }: ResourceDeps): Promise<HandRevision | null> {
  const { storeId, left } = asked;
  const { calendar } = await desk.read({ storeId, deliveryId: '', now, calendar: { uids: [], busyIn: [] } });
  if (calendar === null) return null;
  const { left: _, ...record } = left.record;
  const declined = { ...record, decidedAt: now, decision: 'decline' as const, because: 'by-person' };
  return {
    storeId,
    basedOn: calendar.version,
    change: noChange,
    decision: byHand({ ...declined, explanation: 'Nothing was changed.' }, asked, false),
    mails: [],
    now,
    event: 'booking-decided',
  };
}

function byHand(record: DecisionRecord, { left, isSilent }: HandDecision, answered: boolean): DecisionRecord {
  const explanation = `Decided by a person. ${record.explanation}${isSilent ? ' No answer was sent.' : ''}`;
  return { ...record, explanation, answered, settles: left.number };
}
