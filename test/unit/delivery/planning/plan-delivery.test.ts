import { describe, expect, it } from 'vitest';
import { unlimited } from '../../../../src/delivery/planning/flood-limits.js';
import { planDelivery } from '../../../../src/delivery/planning/plan-delivery.js';
import type { DeliverySettings } from '../../../../src/delivery/planning/inbound-context.js';
import type { PlanContext } from '../../../../src/delivery/planning/rules/delivery-rule.js';
import { isMailLoop } from '../../../../src/delivery/planning/rules/refuse-loop.js';
import type { Account } from '../../../../src/directory/directory.js';
import type { StoreId, AccountId } from '../../../../src/directory/account.js';
import { readHeaderSection } from '../../../../src/mail/header-section.js';
import { instant } from '../../../../src/mail/instant.js';
import { accountFields, address } from '../../../support/account-fields.js';
import { vacationSettings } from '../../../support/vacation-settings.js';

const john: Account = {
  ...accountFields('john'),
  id: 1 as AccountId,
  storeId: 1 as StoreId,
  primaryAddress: address('john@corp.example'),
  hasPassword: false,
};

const serverQuota = (tempfail: boolean) => ({ warnBytes: 0, softBytes: 0, hardBytes: 0, tempfail });

function contextFor(fields: string, more: Partial<PlanContext> = {}, account: Account = john): PlanContext {
  const bytes = new Uint8Array(Buffer.from(`${fields}\r\nbody\r\n`));
  return {
    message: {
      reversePath: null,
      bytes: { kind: 'memory', bytes, sizeBytes: bytes.byteLength },
      header: readHeaderSection(bytes),
      digest: '00',
      receivedAt: instant(0),
      peer: null,
    },
    recipient: { forwardPath: account.primaryAddress, account, detail: null },
    snapshot: { duplicate: false, usedBytes: 0, calendar: null },
    hardLimitBytes: 0,
    decided: null,
    isPlain: true,
    approvers: [],
    room: unlimited,
    managerMessage: null,
    vacation: null,
    settings: {
      quota: serverQuota(false),
      junkHeaders: [
        { name: 'x-spam-status', word: 'yes' },
        { name: 'x-spam-flag', word: 'yes' },
      ],
      expired: 'ignore',
      outOfOffice: vacationSettings,
    },
    now: instant(0),
    restoring: false,
    ...more,
  };
}

const received = (count: number): string => 'Received: from a by b; Mon, 1 Feb 2027 09:00:00 +0000\r\n'.repeat(count);
const summary = (context: PlanContext): string => {
  const planned = planDelivery(context);
  if (planned.kind === 'stop') return `${planned.reply.code} ${planned.reply.status}`;
  return [planned.filing.folder, ...planned.filing.flags].join(' ');
};
const expiring = (field: string, expired: 'ignore' | 'markRead' | 'drop'): PlanContext =>
  contextFor(`${field}: Mon, 1 Feb 2027 09:00:00 +0000\r\n`, {
    now: instant(Date.UTC(2027, 1, 2)),
    settings: { quota: serverQuota(false), junkHeaders: [], expired, outOfOffice: vacationSettings },
  });

it('RFC 9228: a Delivered-To with a quoted local part, or in another spelling, is known again', () => {
  const own = address('"john doe"@münchen.example');
  for (const value of ['"John Doe"@xn--mnchen-3ya.example', '"john doe"@München.example'])
    expect(isMailLoop(readHeaderSection(Buffer.from(`Delivered-To: ${value}\r\n\r\n`)), own)).toBe(true);
  expect(isMailLoop(readHeaderSection(Buffer.from('Delivered-To: john@xn--mnchen-3ya.example\r\n\r\n')), own)).toBe(
    false,
  );
});

describe('planDelivery: where a message goes, or why not', () => {
  const known = { duplicate: true, usedBytes: 0, calendar: null };
  const full = { duplicate: false, usedBytes: 1000, calendar: null };
  const tempfail: DeliverySettings = {
    quota: serverQuota(true),
    junkHeaders: [],
    expired: 'ignore',
    outOfOffice: vacationSettings,
  };

  it.each<[string, PlanContext, string]>([
    ['a plain message is filed in the Inbox', contextFor('Subject: x\r\n'), 'Inbox'],
    ['own Delivered-To is a loop', contextFor('Delivered-To: John@CORP.example\r\n'), '554 5.4.6'],
    ["another's Delivered-To is no loop", contextFor('Delivered-To: mary@corp.example\r\n'), 'Inbox'],
    ['100 Received fields are no loop', contextFor(received(100)), 'Inbox'],
    ['more than 100 Received fields are a loop', contextFor(received(101)), '554 5.4.6'],
    ['a restored message is not tested for loops', contextFor(received(101), { restoring: true }), 'Inbox'],
    ['the same delivery again is taken and forgotten', contextFor('', { snapshot: known }), '250 2.0.0'],
    ['a loop comes before a duplicate', contextFor(received(101), { snapshot: known }), '554 5.4.6'],
    ['the hard limit counts the message', contextFor('', { snapshot: full, hardLimitBytes: 1007 }), '552 5.2.2'],
    ['up to the hard limit there is room', contextFor('', { snapshot: full, hardLimitBytes: 1008 }), 'Inbox'],
    ['without a limit there is room', contextFor('', { snapshot: full }), 'Inbox'],
    [
      'quota.tempfail lets the MTA try again',
      contextFor('', { snapshot: full, settings: tempfail, hardLimitBytes: 1000 }),
      '452 4.2.2',
    ],
    ['X-Spam-Flag: YES is junk', contextFor('X-Spam-Flag: YES\r\n'), 'Junk'],
    ['X-Spam-Status: Yes with a score is junk', contextFor('X-Spam-Status: Yes, score=9.1\r\n'), 'Junk'],
    ['X-Spam-Status: No is not', contextFor('X-Spam-Status: No, score=0.1\r\n'), 'Inbox'],
    ['an expired message is filed as usual', expiring('Expires', 'ignore'), 'Inbox'],
    ['an expired message is filed read with markRead', expiring('Expires', 'markRead'), 'Inbox \\Seen'],
    ['markRead heeds Expiry-Time as well', expiring('Expiry-Time', 'markRead'), 'Inbox \\Seen'],
    [
      'an expiry to come is none yet',
      { ...expiring('Expiry-Time', 'drop'), now: instant(Date.UTC(2027, 0, 31)) },
      'Inbox',
    ],
    ['a restored message is never dropped', { ...expiring('Expiry-Time', 'drop'), restoring: true }, 'Inbox'],
    ['drop heeds Expiry-Time', expiring('Expiry-Time', 'drop'), '250 2.0.0'],
    ['drop does not heed Expires, which newsletters set for other ends', expiring('Expires', 'drop'), 'Inbox'],
    ['a word that only begins so is not', contextFor('X-Spam-Flag: yesterday\r\n'), 'Inbox'],
  ])('%s', (_name, context, expected) => {
    expect(summary(context)).toBe(expected);
  });
});

describe('fileMessage: the detail of an address chooses a folder, if the account wants that', () => {
  const on = { plusFolder: true } as const;
  it.each<[string, string | null, Partial<Account>, string, string | null]>([
    ['as installed', 'Lists', {}, '', null],
    ['an address without detail', null, on, '', null],
    ['an empty detail', '', on, '', null],
    ['a folder', 'Lists', on, '', 'Lists'],
    ['a nested one', 'Projects/2027', on, '', 'Projects/2027'],
    ['whatever it holds is only compared', '../../etc', on, '', '../../etc'],
    ['junk stays junk', 'Lists', on, 'X-Spam-Flag: YES\r\n', null],
    ['Junk is not for strangers to choose', 'junk', on, '', null],
    ['nor is Sent', 'Sent', on, '', null],
    ['nor what lies in Trash', 'TRASH/old', on, '', null],
    ['nor what is cleared after a while', 'Handled', on, '', null],
  ])('%s', (_name, detail, account, fields, preferred) => {
    const owner = { ...john, ...account };
    const recipient = { forwardPath: owner.primaryAddress, account: owner, detail };
    const planned = planDelivery(contextFor(fields, { recipient }, owner));
    expect(planned.kind === 'deliver' ? (planned.filing.preferred ?? null) : planned.kind).toBe(preferred);
  });
});
