import { describe, expect, it } from 'vitest';
import { readCalendar } from '../../../src/authorship/calendar/read-calendar.js';
import { applyReplacements } from '../../../src/authorship/calendar/replace-in-part.js';
import { stampCalendar } from '../../../src/authorship/calendar/stamp-calendar.js';
import { stampHeader } from '../../../src/authorship/stamp-header.js';
import { formatAddress } from '../../../src/mail/address.js';
import { editHeader } from '../../../src/mail/edit-header.js';
import { defaultCalendarPartLimits, findCalendarParts } from '../../../src/mail/find-calendar-parts.js';
import { readHeaderSection } from '../../../src/mail/header-section.js';
import { instant } from '../../../src/mail/instant.js';
import { proveAuthors } from '../../../src/mail/proven-authors.js';
import { submissionProof } from '../../../src/mail/submission-proof.js';
import { calendarObject, event } from '../../support/calendar-object.js';
import { encoded, filePart, inlinePart, mailOf, plainPart, type Encoding } from './calendar-mail.js';
import { decidedOn, rightsByAddress, writingOf } from './people.js';

const secret = Buffer.from('a secret of the server');
const meeting = calendarObject(event('DTSTART:20270301T090000Z', 'SUMMARY:Café', 'ORGANIZER:mailto:olga@corp.example'));

/** What John sends for Olga, as it leaves the submission service. */
function submitted(encoding: Encoding): Buffer {
  const body = encoded(Buffer.from(meeting), encoding);
  const mail = mailOf(
    [plainPart, inlinePart(body, encoding), filePart(body, encoding, 'utf-8')],
    'multipart/mixed',
    'olga@corp.example',
  );
  const writing = writingOf(mail);
  const reading = readCalendar(mail, defaultCalendarPartLimits);
  if (reading.kind === 'refused') throw new Error(reading.reply.text);
  const decision = decidedOn(writing, reading.users);
  const stamp = stampCalendar(reading, decision, rightsByAddress, { organizerEmail: false });
  if (stamp.kind === 'refused') throw new Error(stamp.reply.text);
  const messageId = '<made@corp.example>';
  const from = writing.from.mailboxes.map(({ address }) => address);
  const proof = submissionProof(secret, { messageId, from, calendarObjects: stamp.objects });
  const edits = stampHeader(writing.header, decision, { now: instant(0), messageId, proof, keepBcc: false });
  const rest = applyReplacements(mail, stamp.replacements).subarray(writing.header.bytes.length);
  return Buffer.concat([editHeader(writing.header, edits), rest]);
}

const nobodyTrusted = { authservIds: [], relayHosts: [], isRelayIp: () => false, isPeerOurs: () => false };

/** Whom delivery believes to have written the message when it has come round. */
function proven(mail: Buffer, secrets: readonly Uint8Array[] = [secret]): readonly string[] {
  const trust = { ...nobodyTrusted, submissionSecrets: secrets };
  const objects = findCalendarParts(mail, defaultCalendarPartLimits).map(({ content }) => content);
  return proveAuthors(readHeaderSection(mail), null, trust, objects).authors.map(formatAddress);
}

const change = (mail: Buffer, from: string | RegExp, to: string): Buffer =>
  Buffer.from(mail.toString('latin1').replace(from, to), 'latin1');

describe('booking.trust: our own submission is believed after the way through the MTA', () => {
  it.each<[string, (mail: Buffer) => Buffer]>([
    ['as it left', (mail) => mail],
    ['with trace fields above', (mail) => Buffer.concat([Buffer.from('Received: by mta.example; x\r\n'), mail])],
    ['with fields folded anew', (mail) => change(mail, 'X-Frontdesk-Submitted: v1', 'x-frontdesk-submitted:\r\n v1')],
    ['with LF line ends', (mail) => Buffer.from(mail.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')],
  ])('%s', (_, way) => {
    for (const encoding of ['8bit', 'base64', 'quoted-printable'] as const)
      expect(proven(way(submitted(encoding)))).toEqual(['olga@corp.example']);
  });

  it('recoded from 8bit to quoted-printable', () => {
    const mail = submitted('8bit');
    const [first] = findCalendarParts(mail, defaultCalendarPartLimits);
    const content = Buffer.from(first?.content ?? '');
    const body = encoded(content, 'quoted-printable').toString('latin1');
    const recoded = mail
      .toString('latin1')
      .replaceAll('8bit', 'quoted-printable')
      .replaceAll(content.toString('latin1'), () => body);
    expect(proven(Buffer.from(recoded, 'latin1'))).toEqual(['olga@corp.example']);
  });

  it.each<[string, (mail: Buffer) => Buffer]>([
    ['another author', (mail) => change(mail, /From: .*/, 'From: boss@corp.example')],
    ['an author more', (mail) => change(mail, /From: /, 'From: boss@corp.example, ')],
    ['another meeting', (mail) => change(mail, 'T090000Z', 'T100000Z')],
    ['another Message-ID', (mail) => change(mail, '<made@', '<other@')],
    ['no proof', (mail) => change(mail, /X-Frontdesk-Submitted: .*\r\n/, '')],
  ])('not: %s', (_, forged) => {
    expect(proven(forged(submitted('8bit')))).toEqual([]);
  });

  it('with the secret of before, not with none', () => {
    expect(proven(submitted('8bit'), [Buffer.from('new'), secret])).toEqual(['olga@corp.example']);
    expect(proven(submitted('8bit'), [])).toEqual([]);
  });
});
