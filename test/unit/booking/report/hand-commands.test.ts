/** Command lines in notices: a stranger's UID never becomes more than a word. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecisionRecord } from '../../../../src/booking/decision-record.js';
import { composeManagerNotice } from '../../../../src/booking/report/compose-manager-notice.js';
import { handCommand, plainReference, shellWord } from '../../../../src/booking/report/hand-commands.js';
import { instant } from '../../../../src/mail/instant.js';
import { address } from '../../../support/account-fields.js';

const record = (uid: string | null, because: string): DecisionRecord => ({
  decidedAt: instant(0),
  ...{ messageId: null, method: 'REQUEST', uid, organizer: null, revision: null, decision: 'leave-to-person', because },
  ...{ explanation: 'A person decides.', occurrences: [], answered: false, milliseconds: 0 },
});
const resource = { address: address('blue@example.org'), displayName: 'Blue Room' };
const request = {
  resource: { mailbox: resource, policy: { contact: 'desk@example.org' } },
  options: { organization: 'Example Ltd' },
};
const notice = (uid: string | null, because: string, language = 'en'): string =>
  composeManagerNotice({
    ...{ to: [], resource, request, language, isWhole: true },
    ...{ subject: 'Planning', authors: [], record: record(uid, because), accountName: 'blue room' },
  }).text;

it.each([
  ['en', 'This is an automatic message from Blue Room, Example Ltd.\nContact: desk@example.org'],
  ['de', 'Dies ist eine automatische Nachricht von Blue Room, Example Ltd.\nKontakt: desk@example.org'],
])('the footer names the organisation and the contact (%s)', (language, footer) => {
  expect(notice('u1', 'person-decides', language)).toContain(footer);
});

describe('a UID in a command', () => {
  it.each(['5f0e@partner.example', '040000008200E00074C5B7101A82E008', 'a-b_c.d+e:f'])('%s is a word', (uid) => {
    expect(plainReference(uid)).toBe(uid);
  });

  it.each([
    null,
    '',
    '17',
    '-rf',
    '--force',
    'a b',
    'a;reboot',
    '$(reboot)',
    '`reboot`',
    "a'b",
    'a\nb',
    'a&b',
    'ä',
    'x'.repeat(201),
  ])('%j is named by a number instead', (uid) => {
    expect(plainReference(uid)).toBeNull();
  });

  it('has no character that a shell reads, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (uid) => {
        const word = plainReference(uid);
        expect(word === null || /^[A-Za-z0-9][\w.@+:-]*$/.test(word)).toBe(true);
      }),
    );
  });

  it('names of accounts are quoted', () => {
    expect(handCommand('accept', "o'neil room", '17', '--yes')).toBe(
      String.raw`frontdesk booking accept 'o'\''neil room' 17 --yes`,
    );
    expect(shellWord('room1')).toBe('room1');
  });
});

describe('a notice', () => {
  it.each([
    ['person-decides', 'u@x', ["booking accept 'blue room' u@x", "booking decline 'blue room' u@x"]],
    [
      'not-authenticated',
      'u@x',
      ["accept 'blue room' u@x --yes", "decline 'blue room' u@x --silent", 'Nothing proves'],
    ],
    ['unreadable', null, ["decline 'blue room' NUMBER --silent", "frontdesk booking waiting 'blue room'"]],
    ['person-decides', '$(reboot)', ["accept 'blue room' NUMBER", "frontdesk booking waiting 'blue room'"]],
  ])('%s, %j', (because, uid, parts) => {
    const text = notice(uid, because).replaceAll(/\s+/g, ' ');
    for (const part of parts) expect(text).toContain(part);
    expect(text).not.toContain('reboot');
  });

  it('in German', () => {
    const text = notice(null, 'person-decides', 'de-AT').replaceAll(/\s+/g, ' ');
    expect(text).toContain("frontdesk booking accept 'blue room' NUMMER");
    expect(text).toContain('Die Nummer der Nachricht zeigt dieser Befehl');
  });
});
