import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultItipLimits } from '../../../../src/calendar/parse-itip.js';
import { readMeeting } from '../../../../src/delivery/planning/read-meeting.js';
import { defaultCalendarPartLimits } from '../../../../src/mail/find-calendar-parts.js';
import { readHeaderSection } from '../../../../src/mail/header-section.js';
import { instant } from '../../../../src/mail/instant.js';
import { createTurns } from '../../../../src/runtime/in-turn.js';
import { noCrashMark } from '../../../support/no-crash-mark.js';
import { throwAwayFolder, type ThrowAwayFolder } from '../../../support/throw-away-folder.js';

let folder: ThrowAwayFolder;
beforeAll(async () => {
  folder = await throwAwayFolder('spill');
});
afterAll(() => folder.remove());

const boundary = '--cut\r\n';
const head = 'From: <ann@example.org>\r\nContent-Type: multipart/mixed; boundary=cut\r\n\r\n';
/** In base64, so that the word stands in it once. */
const object = Buffer.from('BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n').toString('base64');
const invitation = `Content-Type: text/calendar\r\nContent-Transfer-Encoding: base64\r\n\r\n${object}\r\n--cut--\r\n`;

/** A message that waits in a file, with the invitation's first word of a calendar `at` this byte; null: without any. */
async function holdsMeeting(at: number | null): Promise<boolean> {
  const start = head.length + boundary.length;
  const wordAt = invitation.indexOf('calendar');
  const filler = 'x'.repeat((at ?? 600_000) - start - wordAt - `\r\n\r\n${boundary}`.length);
  const text = `${head}${boundary}\r\n${filler}\r\n${boundary}${at === null ? '' : invitation}`;
  if (at !== null) expect(text.indexOf('calendar')).toBe(at);
  const path = join(folder.path, `mail-${String(at)}`);
  await writeFile(path, text);
  const message = {
    reversePath: null,
    bytes: { kind: 'spill', path, sizeBytes: text.length } as const,
    header: readHeaderSection(Buffer.from(text)),
    digest: '00',
    receivedAt: instant(0),
    peer: null,
  };
  const limits = { parts: defaultCalendarPartLimits, itip: defaultItipLimits };
  const reading = {
    limits,
    trust: { authservIds: [], relayHosts: [], isRelayIp: () => false, isPeerOurs: () => false },
  };
  return (await readMeeting(message, reading, noCrashMark, createTurns())) !== null;
}

describe('a message too large for memory', () => {
  it.each([
    { name: 'its invitation is found behind a long part', at: 500_000, found: true },
    { name: 'its invitation is found where two pieces of the file meet', at: 256 * 1024 - 4, found: true },
    { name: 'without an invitation it holds none', at: null, found: false },
  ])('$name', async ({ at, found }) => {
    expect(await holdsMeeting(at)).toBe(found);
  });
});
