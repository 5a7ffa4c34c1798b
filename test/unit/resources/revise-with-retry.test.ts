/** A change of a calendar that no message brings: decided anew while the calendar moves, committed once, its messages named. */
import { expect, it } from 'vitest';
import type { StoreId } from '../../../src/directory/account.js';
import { instant } from '../../../src/mail/instant.js';
import { reviseWithRetry, type Revision } from '../../../src/resources/revise-with-retry.js';
import type { CalendarPlan } from '../../../src/store/delivery-desk.js';
import { address } from '../../support/account-fields.js';

const draft = {
  reversePath: null,
  from: { address: address('room@corp.example'), displayName: null },
  to: [{ address: address('ann@corp.example'), displayName: null }],
  cc: [],
  subject: 'Declined: Planning',
  text: 'It is not available any more.',
  html: null,
  calendar: null,
  inReplyTo: null,
  references: [],
  extraFields: [],
};

const decision = {
  decidedAt: instant(0),
  messageId: null,
  method: null,
  uid: 'm',
  organizer: 'ann@corp.example',
  revision: null,
  decision: 'decline' as const,
  because: 'retired',
  explanation: 'Declined.',
  occurrences: [],
  answered: true,
  milliseconds: 0,
};

function revision(basedOn: number, more: Partial<Revision> = {}): Revision {
  const change = { remove: [], put: [], tombstones: [] };
  const mails = [{ draft, cause: ['retire', 'm'] }];
  return { storeId: 1 as StoreId, basedOn, change, decision, mails, now: instant(0), ...more };
}

/** A desk whose calendar has this version, and moves under so many plans. */
function deskAt(stalePlans: number) {
  const plans: CalendarPlan[] = [];
  const events: unknown[] = [];
  let woken = 0;
  return {
    plans,
    events,
    woken: () => woken,
    deps: {
      desk: {
        revise: (plan: CalendarPlan) => {
          plans.push(plan);
          return Promise.resolve(plans.length <= stalePlans ? ('stale' as const) : ('done' as const));
        },
      },
      log: (event: string, details?: object) => void events.push([event, details]),
      compose: () => Promise.resolve(new Uint8Array()),
      wakeOutbox: () => void (woken += 1),
    },
  };
}

it('is decided anew from the reading while the calendar moves, and then committed once', async () => {
  const { deps, plans, events, woken } = deskAt(2);
  let version = 0;
  const committed = await reviseWithRetry('room', () => Promise.resolve(revision((version += 1))), deps);
  expect(committed?.basedOn).toBe(3);
  expect(plans.map(({ basedOn }) => basedOn)).toEqual([1, 2, 3]);
  expect(events).toEqual([['booking-withdrawn', { account: 'room', uid: 'm', because: 'retired' }]]);
  expect(woken()).toBe(1);
});

it('a calendar that moved while it was read is read again', async () => {
  const { deps, plans } = deskAt(0);
  const seen = ['stale' as const, revision(7)];
  expect((await reviseWithRetry('room', () => Promise.resolve(seen.shift() ?? null), deps))?.basedOn).toBe(7);
  expect(plans).toHaveLength(1);
});

it('a calendar that keeps changing is left alone: nothing is sent', async () => {
  const { deps, plans, events, woken } = deskAt(Infinity);
  expect(await reviseWithRetry('room', () => Promise.resolve(revision(1)), deps)).toBeNull();
  expect([plans.length, events.length, woken()]).toEqual([10, 0, 0]);
});

it('nothing to change is nothing committed; a change without messages or a decision wakes and logs nothing', async () => {
  const { deps, plans, events, woken } = deskAt(0);
  expect(await reviseWithRetry('room', () => Promise.resolve(null), deps)).toBeNull();
  expect(plans).toEqual([]);
  await reviseWithRetry('room', () => Promise.resolve(revision(1, { mails: [], decision: null })), deps);
  expect([plans.length, events.length, woken()]).toEqual([1, 0, 0]);
});

it('the whole plan is passed on, and a message that is made again has the same id', async () => {
  const { deps, plans } = deskAt(1);
  const otherCalendars = [
    { storeId: 2 as StoreId, basedOn: 4, change: { remove: [], put: [], tombstones: [] }, decision: null },
  ];
  await reviseWithRetry('room', () => Promise.resolve(revision(1, { otherCalendars })), deps);
  const [first, second] = plans;
  expect(second).toMatchObject({ storeId: 1, basedOn: 1, otherCalendars, decision, plannedAt: 0 });
  expect(second?.outgoing[0]?.id).toBe(first?.outgoing[0]?.id);
});
