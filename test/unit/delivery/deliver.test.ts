/**
 * What recipients are told when the desk fails in the middle: the inbound path over the in-memory engine.
 */
import { expect, it } from 'vitest';
import { defaultItipLimits } from '../../../src/calendar/parse-itip.js';
import { createInboundPath, type InboundSettings } from '../../../src/delivery/deliver.js';
import { receivePiped } from '../../../src/delivery/pipe/receive-piped.js';
import { resultTrust, trustInForce } from '../../../src/delivery/trust-settings.js';
import type { Recipient } from '../../../src/delivery/inbound-path.js';
import type { AccountId, Directory } from '../../../src/directory/directory.js';
import { defaultCalendarPartLimits } from '../../../src/mail/find-calendar-parts.js';
import { instant } from '../../../src/mail/instant.js';
import { composeMail } from '../../../src/outbox/compose-mail.js';
import type { Desk } from '../../../src/store/desk.js';
import { StoreError } from '../../../src/store/store-error.js';
import { accountFields, address } from '../../support/account-fields.js';
import { openMemoryStore } from '../../support/memory-store.js';
import { noCrashMark } from '../../support/no-crash-mark.js';
import { silentLog } from '../../support/silent-log.js';

const now = instant(Date.parse('2026-11-22T09:00:00Z'));
const nobodyTrusted = { trust: 'author', trustedAuthserv: [], trustedRelays: [] } as const;

const settings: InboundSettings = {
  hostname: 'desk.corp.example',
  disabled: 'store',
  expired: 'ignore',
  junkHeaders: [],
  quota: { hardBytes: 0, tempfail: false },
  booking: {
    horizonDays: 730,
    maxHorizonYears: 10,
    declinedUpdate: 'release',
    reversePath: 'resource',
    offerSlots: 'inside',
    maxOccurrences: 1000,
    maxExpansionSteps: 100_000,
    tombstoneDays: 90,
    approvalHours: 72,
    ...trustInForce(nobodyTrusted),
  },
  maxAnswersPerOrganizerHour: 60,
  meetings: {
    limits: { parts: defaultCalendarPartLimits, itip: defaultItipLimits },
    trust: resultTrust(nobodyTrusted),
  },
};

/** Two people, and the path of their mail over a desk that the test changes. */
async function openPath(changed: (desk: Desk) => Partial<Desk>) {
  const { desk, mailStore } = openMemoryStore({ duplicateWindowMs: 0 });
  const recipients: Recipient[] = [];
  for (const name of ['anna', 'ben']) {
    const { id: storeId } = await mailStore.createStore(now);
    const primaryAddress = address(`${name}@corp.example`);
    const id = (recipients.length + 1) as AccountId;
    const account = { ...accountFields(name, { primaryAddress }), id, storeId, hasPassword: false };
    recipients.push({ forwardPath: primaryAddress, account, detail: null });
  }
  const inbound = createInboundPath({
    // Nobody is asked: the recipients are known.
    directory: {} as Directory,
    desk: { ...desk, ...changed(desk) },
    clock: () => now,
    log: silentLog,
    settings,
    compose: composeMail,
    crashMark: noCrashMark,
    wakeOutbox: () => undefined,
  });
  return { inbound, recipients };
}

it('a recipient who has the mail is told so, though the store fails when another is planned again', async () => {
  let rounds = 0;
  const { inbound, recipients } = await openPath(({ deliver }) => ({
    async deliver(plans) {
      rounds += 1;
      if (rounds > 1) throw new StoreError('unavailable', 'the disk is full');
      return [...(await deliver(plans.slice(0, 1))), ...plans.slice(1).map(() => ({ kind: 'stale' }) as const)];
    },
  }));
  const message = receivePiped(Buffer.from('Subject: hello\r\n\r\nhello\r\n'), address('eve@out.example'), now);
  const replies = await inbound.deliver(message, recipients);
  expect(replies.map(({ code, status }) => `${code} ${status}`)).toEqual(['250 2.0.0', '451 4.3.0']);
});
