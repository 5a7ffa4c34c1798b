/** What comes in by LMTP comes out as it came, byte for byte, under our trace fields, whatever it is. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callAction } from '../../src/admin/control/client.js';
import { startCorp, type Corp } from '../support/corp.js';
import { messagesIn } from '../support/read-server.js';

const WITHIN_MS = 120_000;
const RUNS = 60;
const PREFIX = /^Return-Path: <[^\r\n]*>\r\nDelivered-To: john@corp\.example\r\nReceived: (?:[^\r\n]|\r\n )+\r\n$/;

let corp: Corp;
beforeAll(async () => {
  corp = await startCorp();
  await corp.account('john', 'user');
}, WITHIN_MS);
afterAll(() => corp.stop());

/** The bytes of the message that came last, parted behind our trace fields. */
async function lastOf(sizeBytes: number): Promise<{ prefix: string; bytes: Buffer }> {
  const uid = (await messagesIn(corp.frontdesk, 'john')).at(-1)?.uid;
  const stored = Buffer.from(await callAction(corp.frontdesk.dataFolder, 'message-bytes', { account: 'john', uid }));
  const at = stored.length - sizeBytes;
  return { prefix: stored.subarray(0, at).toString('latin1'), bytes: stored.subarray(at) };
}

/** DATA ends a message at the end of a line (RFC 5321 §4.5.2). */
function wholeLines(bytes: Buffer): Buffer {
  return bytes.toString('latin1').endsWith('\r\n') ? bytes : Buffer.concat([bytes, Buffer.from('\r\n')]);
}

async function comesOutAsItCame(given: Buffer): Promise<void> {
  const sent = wholeLines(given);
  expect(await corp.deliver(given, 'john@corp.example')).toEqual(['250 2.0.0']);
  const { prefix, bytes } = await lastOf(sent.length);
  expect(bytes.equals(sent)).toBe(true);
  expect(prefix).toMatch(PREFIX);
}

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

test.each<[string, Buffer]>([
  ['nothing at all', latin('\r\n')],
  ['NUL and other controls', latin('Subject: a\0b\x01\x7f\r\n\r\n\0\0\r\n')],
  ['lone CR and lone LF', latin('Subject: x\r\n\r\none\rtwo\nthree\n.\nfour\r.\rfive\r\n')],
  ['a dot between lone line ends never ends it', latin('Subject: x\r\n\r\na\n.\r\nb\r\n.\nc\r\n')],
  ['8-bit bytes that are no UTF-8', latin('Subject: \xff\xfe\r\n\r\n\x80\xc3\x28\r\n')],
  ['no final line end', latin('Subject: x\r\n\r\nend')],
  ['dots at line starts', latin('Subject: x\r\n\r\n.\r\n..\r\n...\r\n.a\r\n')],
  ['very long lines', latin(`Subject: ${'s'.repeat(20_000)}\r\n\r\n${'x'.repeat(300_000)}\r\n`)],
  ['a header without body', latin('Subject: x\r\nFrom: ann@partner.example\r\n')],
  ['a body without header', latin('\r\nonly text\r\n')],
  ['no header field at all', latin('neither name nor colon\r\n')],
  ['more than what is kept in memory', Buffer.alloc(1_500_000, '.\r\n\x00\xff')],
])('%s', (_name, bytes) => comesOutAsItCame(bytes), WITHIN_MS);

const piece = fc.oneof(
  fc.constantFrom('\r\n', '\r', '\n', '\r\n.', '\r\n.\r', '.', '\0', 'Subject: x\r\n', '\r\n\r\n', ' ', ':'),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
);

test(
  'any bytes',
  () =>
    fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), (pieces) => comesOutAsItCame(latin(pieces.join('')))),
      { numRuns: RUNS },
    ),
  WITHIN_MS,
);
