/**
 * Whether a message is answered, rule by rule, without a server.
 */
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/mail/address.js';
import { readHeaderSection } from '../../../src/mail/header-section.js';
import { instant } from '../../../src/mail/instant.js';
import { accountRules, type AccountQuestion } from '../../../src/out-of-office/account-rules.js';
import { mailRules, type MailQuestion } from '../../../src/out-of-office/message-rules.js';
import { neverAway, type OutOfOffice } from '../../../src/out-of-office/out-of-office.js';
import { firstRefusal } from '../../../src/out-of-office/vacation-rule.js';
import { address } from '../../support/account-fields.js';
import { vacationSettings } from '../../support/vacation-settings.js';

const now = instant(Date.UTC(2027, 1, 1));
const DAY_MS = 86_400_000;
const away: OutOfOffice = { ...neverAway, state: 'on', text: 'Back soon.', round: 7 };

function ofMail(fields: readonly string[], from = 'ann@partner.example', more: Partial<MailQuestion> = {}): string {
  const to = fields.some((field) => /^(to|cc):/i.test(field)) ? [] : ['To: John <john@corp.example>'];
  const header = readHeaderSection(Buffer.from([...to, ...fields, '', ''].join('\r\n')));
  const question: MailQuestion = {
    setting: away,
    now,
    reversePath: from === '' ? null : parseAddress(from),
    header,
    ownAddresses: [address('john@corp.example'), address('j.doe@corp.example')],
    isJunk: false,
    ...vacationSettings,
    ...more,
  };
  return firstRefusal(mailRules, question)?.name ?? 'goes on';
}

function inServer(more: Partial<AccountQuestion> = {}): string {
  const question: AccountQuestion = {
    setting: away,
    now,
    language: 'en',
    itipMethod: null,
    isHandledByBooking: false,
    isOwnSender: false,
    isGroup: false,
    isOverQuota: false,
    isInside: false,
    isKnown: false,
    lastAnswer: null,
    answersInLastHour: 0,
    maxPerHour: 100,
    ...more,
  };
  return firstRefusal(accountRules, question)?.name ?? 'answered';
}

const setting = (change: Partial<OutOfOffice>): OutOfOffice => ({ ...away, ...change });

describe('what the message says', () => {
  it.each<[string, string]>([
    ['a plain message', ofMail([])],
    ['RFC 3834 §5: Auto-Submitted: no is no machine', ofMail(['Auto-Submitted: no'])],
    ['RFC 3834 §5: no with a comment and a parameter', ofMail(['Auto-Submitted: (by hand) No; x=y'])],
    ['Cc names the account', ofMail(['To: x@y.example', 'Cc: a@b.example, "Doe, J" <J.DOE@corp.example>'])],
    ['with a detail', ofMail(['To: john+list@corp.example'])],
    ['Precedence of a person', ofMail(['Precedence: first-class'])],
    ['X-Auto-Response-Suppress for receipts alone', ofMail(['X-Auto-Response-Suppress: DR, RN, NRN'])],
    ['an attachment', ofMail(['Content-Type: multipart/mixed; boundary=x'])],
    ['a name that only resembles one of a system', ofMail([], 'rooter@partner.example')],
    ['group mail, where it is wished', ofMail(['To: team@corp.example'], undefined, { answerGroupMail: true })],
  ])('%s goes on', (_, verdict) => {
    expect(verdict).toBe('goes on');
  });

  it.each<[string, string, string]>([
    ['RFC 3834 §2: the null reverse-path', ofMail([], ''), 'null-reverse-path'],
    ['RFC 3834 §5: auto-replied', ofMail(['Auto-Submitted: auto-replied']), 'auto-submitted'],
    ['RFC 3834 §5: auto-generated, with parameters', ofMail(['Auto-Submitted: Auto-Generated; a=b']), 'auto-submitted'],
    ['the second of two fields', ofMail(['Auto-Submitted: no', 'Auto-Submitted: auto-notified']), 'auto-submitted'],
    ['an empty word', ofMail(['Auto-Submitted:']), 'auto-submitted'],
    ['X-Autoreply', ofMail(['X-Autoreply: yes']), 'auto-submitted'],
    ['X-Autorespond', ofMail(['X-Autorespond: away']), 'auto-submitted'],
    ['a machine in From', ofMail(['From: Shop <orders-noreply@shop.example>']), 'system-sender'],
    ['Precedence: bulk', ofMail(['Precedence: Bulk']), 'bulk-precedence'],
    ['Precedence: list', ofMail(['Precedence: list']), 'bulk-precedence'],
    ['Precedence: junk', ofMail(['Precedence: junk']), 'bulk-precedence'],
    ['Precedence with several words', ofMail(['Precedence: bulk, auto_reply']), 'bulk-precedence'],
    ['Precedence in quotes', ofMail(['Precedence: "bulk"']), 'bulk-precedence'],
    ['Precedence behind nested comments', ofMail(['Precedence: (a (b)) list']), 'bulk-precedence'],
    ['Precedence of old autoresponders', ofMail(['Precedence: auto_reply']), 'bulk-precedence'],
    ['RFC 2919: List-Id', ofMail(['List-Id: <a.b>']), 'list-mail'],
    ['RFC 2369: List-Unsubscribe', ofMail(['List-Unsubscribe: <mailto:x@y>']), 'list-mail'],
    ['X-Auto-Response-Suppress: All', ofMail(['X-Auto-Response-Suppress: All']), 'suppressed'],
    ['... OOF among others', ofMail(['X-Auto-Response-Suppress: DR, oof']), 'suppressed'],
    ['... AutoReply', ofMail(['X-Auto-Response-Suppress: AutoReply']), 'suppressed'],
    ['a delivery report', ofMail(['Content-Type: multipart/report; report-type=delivery-status']), 'report'],
    ['RFC 2045 §5.1: a report, a comment behind its type', ofMail(['Content-Type: Multipart/Report (x)']), 'report'],
    ['RFC 2045 §5.1: ... before it', ofMail(['Content-Type: (x) multipart/report; a=b']), 'report'],
    [
      'a report in the second of two fields',
      ofMail(['Content-Type: text/plain', 'Content-Type: multipart/report']),
      'report',
    ],
    ['a read receipt', ofMail(['Content-Type: message/disposition-notification']), 'report'],
    ['junk', ofMail([], undefined, { isJunk: true }), 'junk'],
    ['RFC 5230 §4.5: Bcc', ofMail(['To: undisclosed-recipients:;']), 'not-named'],
    ['an address in a display name', ofMail(['To: "john@corp.example" <x@y.example>']), 'not-named'],
    ['it is off', ofMail([], undefined, { setting: setting({ state: 'off' }) }), 'not-in-force'],
    ['before its window', ofMail([], undefined, { setting: setting({ from: instant(now + 1) }) }), 'not-in-force'],
    ['[from, until) is half-open', ofMail([], undefined, { setting: setting({ until: now }) }), 'not-in-force'],
  ])('%s: no answer', (_, verdict, rule) => {
    expect(verdict).toBe(rule);
  });

  it('from is inside the window, and the moment before until', () => {
    const window = setting({ state: 'scheduled', from: now, until: instant(now + 1) });
    expect(ofMail([], undefined, { setting: window })).toBe('goes on');
  });

  it.each([
    'MAILER-DAEMON@partner.example',
    'postmaster@partner.example',
    'root@partner.example',
    'dev-request@lists.example',
    'owner-dev@lists.example',
    'dev-owner@lists.example',
    'dev-bounces@lists.example',
    'dev-bounces+john=corp.example@lists.example',
    'bounce-1234@shop.example',
    'NoReply@shop.example',
    'no-reply-orders@shop.example',
    'orders-noreply@shop.example',
    'shop.no-reply.eu@shop.example',
    'team+do_not_reply@shop.example',
    'prvs=0123456789=mailer-daemon@partner.example',
  ])('RFC 5230 §4.6: %s is read by nobody', (from) => {
    expect(ofMail([], from)).toBe('system-sender');
  });
});

describe('what the directory and the answer log know', () => {
  const known = setting({ audience: 'known' });
  const answered = (ago: number, round = 7) => ({ lastAnswer: { at: instant(now - ago), round } });

  it.each<[string, Partial<AccountQuestion>, string]>([
    ['nothing against it', {}, 'answered'],
    ['an iTIP REPLY', { itipMethod: 'REPLY' }, 'meeting-answer'],
    ['an iTIP CANCEL', { itipMethod: 'CANCEL' }, 'meeting-answer'],
    ['an iTIP REQUEST that waits for a person', { itipMethod: 'REQUEST' }, 'answered'],
    ['a request that booking has dealt with', { isHandledByBooking: true }, 'handled-by-booking'],
    ['itself', { isOwnSender: true }, 'own-sender'],
    ['a group', { isGroup: true, isInside: true }, 'group-sender'],
    ['over its quota', { isOverQuota: true }, 'over-quota'],
    ['outside, audience none', { setting: setting({ audience: 'none' }) }, 'outside'],
    ['inside, audience none', { setting: setting({ audience: 'none' }), isInside: true }, 'answered'],
    ['a stranger, audience known', { setting: known }, 'unknown-sender'],
    ['an acquaintance, audience known', { setting: known, isKnown: true }, 'answered'],
    ['inside, audience known', { setting: known, isInside: true }, 'answered'],
    ['outside, a text for inside', { setting: setting({ isInsideOnly: true }) }, 'no-outside-text'],
    ['inside, a text for inside', { setting: setting({ isInsideOnly: true }), isInside: true }, 'answered'],
    ['RFC 3834 §2: answered within a day', answered(DAY_MS - 1), 'answered-before'],
    ['answered a day ago', answered(DAY_MS), 'answered'],
    ['answered by a clock that ran hours ahead', answered(1 - DAY_MS), 'answered-before'],
    ['answered by a clock that ran a year ahead', answered(-365 * DAY_MS), 'answered'],
    ['answered in another round', answered(1, 6), 'answered'],
    ['five days asked for', { ...answered(4 * DAY_MS), setting: setting({ againAfterDays: 5 }) }, 'answered-before'],
    ['the hour is full', { answersInLastHour: 100 }, 'too-many-answers'],
    ['one more fits', { answersInLastHour: 99 }, 'answered'],
    ['no limit', { answersInLastHour: 1e6, maxPerHour: 0 }, 'answered'],
  ])('%s', (_, more, expected) => {
    expect(inServer(more)).toBe(expected);
  });
});
