/**
 * What recipients are told when the desk fails in the middle: the inbound path over the in-memory engine.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { defaultBookingPolicy } from '../../../src/booking/booking-policy.js';
import { createInboundPath } from '../../../src/delivery/deliver.js';
import type { InboundSettings } from '../../../src/delivery/planning/inbound-context.js';
import { receivePiped } from '../../../src/delivery/receive-piped.js';
import type { Recipient } from '../../../src/delivery/recipients/recipient.js';
import type { Directory } from '../../../src/directory/directory.js';
import type { AccountKind, AccountId } from '../../../src/directory/account.js';
import { instant } from '../../../src/mail/instant.js';
import type { ReceivedMessage } from '../../../src/mail/received-message.js';
import { composeMessage } from '../../../src/outbox/compose-message.js';
import type { CrashMark } from '../../../src/runtime/crash-mark.js';
import type { DeliveryPlan, DeliveryDesk } from '../../../src/store/delivery-desk.js';
import { StoreError } from '../../../src/store/store-error.js';
import { accountFields, address } from '../../support/account-fields.js';
import { invitation } from '../../support/invitation.js';
import { inboundSettings } from '../../support/inbound-settings.js';
import { openMemoryStore } from '../../support/memory-store.js';
import { noCrashMark } from '../../support/no-crash-mark.js';
import { noDeputies } from '../../support/no-deputies.js';
import { nobodyKnown } from '../../support/vacation-settings.js';
import { silentLog } from '../../support/silent-log.js';
import { throwAwayFolder } from '../../support/throw-away-folder.js';

const now = instant(Date.parse('2026-11-22T09:00:00Z'));

const settings: InboundSettings = inboundSettings('desk.corp.example', { offerSlots: 'inside' });

/** Two accounts, and the inbound path over a desk that the test changes. */
async function openPath(
  changed: (desk: DeliveryDesk) => Partial<DeliveryDesk>,
  { kind = 'user', crashMark = noCrashMark }: { kind?: AccountKind; crashMark?: CrashMark } = {},
) {
  const { desk, calendars, outbox, quotas, mailStore } = openMemoryStore({ duplicateWindowMs: 0 });
  const recipients: Recipient[] = [];
  const booking = { ...defaultBookingPolicy, mrAccept: kind === 'room', declineConflict: true };
  for (const name of ['anna', 'ben']) {
    const { id: storeId } = await mailStore.createStore(now);
    const primaryAddress = address(`${name}@corp.example`);
    const id = (recipients.length + 1) as AccountId;
    const account = { ...accountFields(name, { kind, primaryAddress, booking }), id, storeId, hasPassword: false };
    recipients.push({ forwardPath: primaryAddress, account, detail: null });
  }
  const inbound = createInboundPath({
    // The recipients are known; who books is a stranger.
    directory: {
      isLocalDomain: () => Promise.resolve(false),
      ...noDeputies,
      resolve: () => Promise.resolve({ kind: 'unknown' }),
    } as unknown as Directory,
    desk: { ...desk, ...changed(desk) },
    calendars,
    outbox,
    quotas,
    clock: () => now,
    log: silentLog,
    settings,
    compose: composeMessage,
    crashMark,
    knownSenders: nobodyKnown,
    wakeOutbox: () => undefined,
    watchQuota: () => undefined,
  });
  return { inbound, recipients, calendars };
}

it('a recipient who has the message gets 250, although the store fails when another one is planned again', async () => {
  let rounds = 0;
  const { inbound, recipients } = await openPath((desk) => ({
    async deliver(plans, options) {
      rounds += 1;
      if (rounds > 1) throw new StoreError('unavailable', 'the disk is full');
      return [
        ...(await desk.deliver(plans.slice(0, 1), options)),
        ...plans.slice(1).map(() => ({ kind: 'stale' }) as const),
      ];
    },
  }));
  const message = receivePiped(Buffer.from('Subject: hello\r\n\r\nhello\r\n'), address('eve@out.example'), now);
  const replies = await inbound.deliver(message, recipients, { restore: false });
  expect(replies.map(({ code, status }) => `${code} ${status}`)).toEqual(['250 2.0.0', '451 4.3.0']);
});

function requestTo(room: string, uid = 'm'): Buffer {
  const start = new Date(Date.UTC(2026, 11, 1, 9));
  return invitation({ uid, organizer: 'eve@out.example', attendee: room, start, minutes: 60, messageId: `${uid}@out` });
}

it('between the decisions for two rooms of one message, others have a turn', async () => {
  const turns: string[] = [];
  const { inbound, recipients } = await openPath(
    (desk) => ({
      read(request) {
        turns.push('room');
        setImmediate(() => turns.push('others'));
        return desk.read(request);
      },
    }),
    { kind: 'room' },
  );
  const message = receivePiped(requestTo('anna@corp.example'), address('eve@out.example'), now);
  const replies = await inbound.deliver(message, recipients, { restore: false });
  expect(replies.map(({ code }) => code)).toEqual([250, 250]);
  expect(turns.slice(0, 3)).toEqual(['room', 'others', 'room']);
});

const sevenAsk = Array.from({ length: 7 }, (_, index) => `m${index}`);

/** A room that seven ask for the same hour at one moment; what the desk was given, and what came of it. */
async function contest(
  answer: (desk: DeliveryDesk, plans: readonly DeliveryPlan[], call: number) => ReturnType<DeliveryDesk['deliver']>,
) {
  const calls: (readonly DeliveryPlan[])[] = [];
  const { inbound, recipients, calendars } = await openPath(
    (original) => ({
      async deliver(plans) {
        calls.push(plans);
        // Others have their turns before it is written.
        await new Promise((resolve) => setImmediate(resolve));
        return answer(original, plans, calls.length);
      },
    }),
    { kind: 'room' },
  );
  const ask = (uid: string) => {
    const mail = receivePiped(requestTo('anna@corp.example', uid), address('eve@out.example'), now);
    return inbound.deliver({ ...mail, digest: uid }, recipients.slice(0, 1), { restore: false });
  };
  const replies = await Promise.all(sevenAsk.map(ask));
  const everywhere = { start: instant(0), end: instant(Date.UTC(2030, 0)) };
  const storeId = recipients[0]?.account.storeId;
  if (storeId == null) throw new Error('the room has no store');
  return {
    calls,
    codes: replies.map(([reply]) => reply?.code),
    winners: (await calendars.agenda(storeId, everywhere)).map(({ uid }) => uid),
    decisions: (await calendars.decisions(storeId, 99)).map(({ decision }) => decision),
  };
}

it('requests for one room are planned on each other, without waiting for a commit: one wins', async () => {
  const { calls, codes, winners, decisions } = await contest((desk, plans) =>
    desk.deliver(plans, { moreToCome: false }),
  );
  expect({ codes: new Set(codes), winners, made: decisions.length }).toEqual({
    codes: new Set([250]),
    winners: ['m0'],
    made: 7,
  });
  expect(decisions.filter((decision) => decision === 'accept')).toHaveLength(1);
  // Each was planned once, on the one in front.
  expect(calls).toHaveLength(7);
  const made = calls.flat().map(({ calendar }) => calendar?.nextVersion);
  expect(calls.flat().map(({ calendar }) => calendar?.basedOn)).toEqual([0, ...made.slice(0, -1)]);
});

it('the one in front fails: what was planned on it is planned again, and another wins', async () => {
  const { calls, codes, winners, decisions } = await contest((desk, plans, call) => {
    if (call === 1) throw new StoreError('unavailable', 'the disk is full');
    return desk.deliver(plans, { moreToCome: false });
  });
  expect(codes).toEqual([451, 250, 250, 250, 250, 250, 250]);
  expect(winners).toHaveLength(1);
  expect(winners).not.toContain('m0');
  expect(decisions.toSorted()).toEqual(['accept', ...Array<string>(5).fill('decline')]);
  expect(calls.length).toBeGreaterThan(7);
});

it('large messages are read for a meeting one at a time', async () => {
  const folder = await throwAwayFolder('large');
  const steps: string[] = [];
  const crashMark: CrashMark = {
    ...noCrashMark,
    during(name, work) {
      steps.push(`look at ${name}`);
      return work();
    },
  };
  const { inbound, recipients } = await openPath(() => ({ deliver: () => Promise.resolve([]) }), {
    kind: 'room',
    crashMark,
  });
  const bytes = requestTo('anna@corp.example');
  const path = join(folder.path, 'spill');
  await writeFile(path, bytes);
  const spilled = (digest: string): ReceivedMessage => ({
    ...receivePiped(bytes, address('eve@out.example'), now),
    digest,
    bytes: {
      kind: 'spill',
      sizeBytes: bytes.length,
      get path() {
        steps.push(`read ${digest}`);
        return path;
      },
    },
  });
  await Promise.all(['a', 'b'].map((digest) => inbound.deliver(spilled(digest), recipients, { restore: false })));
  // Both are searched for the name of a calendar part, in pieces; then each is read whole and looked at.
  const [first, second] = steps.indexOf('look at a') < steps.indexOf('look at b') ? ['a', 'b'] : ['b', 'a'];
  expect(steps.slice(0, 2).toSorted()).toEqual(['read a', 'read b']);
  expect(steps.indexOf(`look at ${first}`)).toBe(3);
  expect(steps.lastIndexOf(`read ${second}`)).toBeGreaterThan(steps.indexOf(`look at ${first}`));
  expect(steps.indexOf(`look at ${second}`)).toBeGreaterThan(steps.lastIndexOf(`read ${second}`));
  await folder.remove();
});
