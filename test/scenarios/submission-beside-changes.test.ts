/**
 * A submitted invitation whose organizer's calendar changes under every plan goes out all the same, without the entry.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { instant } from '../../src/mail/instant.js';
import { createLoginGuard } from '../../src/submission/login-guard.js';
import { createOutboundPath } from '../../src/submission/submit.js';
import { loadConfig } from '../../src/settings/config.js';
import { outboundSettings } from '../../src/settings/settings-of.js';
import type { DeliveryDesk, SubmissionPlan } from '../../src/store/delivery-desk.js';
import { accountFields, address } from '../support/account-fields.js';
import { dayAhead, invitation } from '../support/invitation.js';
import { silentLog } from '../support/silent-log.js';
import { sqliteEngines } from '../support/sqlite-engines.js';

const now = instant(Date.parse('2026-12-01T09:00:00Z'));
const ANN = 'ann@corp.example';
let engines: Awaited<ReturnType<typeof sqliteEngines>>;
beforeEach(async () => {
  engines = await sqliteEngines('corp.example');
});
afterEach(() => engines.close?.());

/** Submits an invitation of Ann's; the desk answers `stale` so many times. Resolves to the reply and the plans. */
async function submit(staleTimes: number) {
  const { directory, store } = engines;
  const { id: storeId } = await store.mailStore.createStore(now);
  const ann = await directory.createAccount(accountFields('ann', { storeId, primaryAddress: address(ANN) }));
  const plans: SubmissionPlan[] = [];
  const desk: DeliveryDesk = {
    ...store.desk,
    submit: (plan) => {
      plans.push(plan);
      return plans.length <= staleTimes ? Promise.resolve('stale') : store.desk.submit(plan);
    },
  };
  const config = loadConfig({}, {});
  const path = createOutboundPath({
    directory,
    quotas: store.quotas,
    desk,
    guard: createLoginGuard({ windowSeconds: 600, firstPauseMs: 250, maxFailuresPerAddress: 10 }),
    log: silentLog,
    secret: new Uint8Array(32),
    settings: () => outboundSettings(config),
    wakeOutbox: () => undefined,
  });
  const meeting = { uid: 'm1', organizer: ANN, attendee: 'eve@out.example', messageId: 'm1@corp.example' };
  const reply = await path.submit(
    { actor: ann, target: null },
    {
      ...{ reversePath: address(ANN), recipients: [address('eve@out.example')] },
      ...{ dsn: null, peer: null, isEncrypted: false, receivedAt: now },
      bytes: invitation({ ...meeting, start: dayAhead(7, 9), minutes: 60 }),
    },
  );
  const queued = await store.outbox.outboxEntries();
  return { reply, plans, queued, entries: await store.calendars.entries(storeId, ['m1']) };
}

test('a calendar that changes once: the plan is made again, and the meeting is entered', async () => {
  const { reply, plans, queued, entries } = await submit(1);
  expect([reply.code, plans.length, queued.length, entries.length]).toEqual([250, 2, 1, 1]);
});

test('a calendar that changes under every plan: the message goes out once, the calendar stays as it is', async () => {
  const { reply, plans, queued, entries } = await submit(10);
  expect([reply.code, plans.length, queued.length, entries.length]).toEqual([250, 11, 1, 0]);
  expect(plans.at(-1)?.calendar ?? null).toBeNull();
});
