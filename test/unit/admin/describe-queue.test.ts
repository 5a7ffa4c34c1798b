/** The outbox as people read it. */
import { expect, test } from 'vitest';
import { describeEntry, describeQueue } from '../../../src/admin/cli/describe-queue.js';
import { localTimes } from '../../../src/admin/cli/local-times.js';
import type { outgoingAsJson } from '../../../src/admin/json/outgoing-as-json.js';

type Outgoing = ReturnType<typeof outgoingAsJson>;

const berlin = await localTimes('Europe/Berlin');
const waiting: Outgoing = {
  id: '3f2a9c0d5b7e41a2c6d80e9f',
  state: 'waiting',
  reversePath: 'room@corp.example',
  recipients: ['ann@partner.example'],
  subject: 'Accepted: Planning',
  messageId: '<a@corp.example>',
  sizeBytes: 4711,
  attempts: 2,
  createdAt: '2027-02-08T07:00:00Z',
  nextAttemptAt: '2027-02-08T08:00:00Z',
  lastError: '451 4.3.0 busy',
  isBehind: false,
};
const behind: Outgoing = { ...waiting, id: 'behind', attempts: 0, lastError: null, isBehind: true };
const failed: Outgoing = {
  ...waiting,
  id: 'failed',
  state: 'failed',
  reversePath: null,
  recipients: ['a@x.example', 'b@x.example', 'c@x.example', 'd@x.example'],
  subject: `Not delivered: ${'long '.repeat(40)}`,
  attempts: 1,
  lastError: '550 no\u001b[2J',
};

test('a few lines per message, none wider than a terminal, on the clock of the reader', () => {
  const text = describeQueue([waiting, behind, failed], berlin);
  expect(text).toBe(
    [
      '3f2a9c0d5b7e41a2c6d80e9f  waiting, next attempt Mon 8 February 2027 09:00 CET',
      '  room@corp.example to ann@partner.example',
      '  Accepted: Planning',
      '  tried 2 times: 451 4.3.0 busy',
      '',
      'behind  waiting, next attempt after an earlier message',
      '  room@corp.example to ann@partner.example',
      '  Accepted: Planning',
      '',
      'failed  failed',
      '  <> to a@x.example, b@x.example and 2 more',
      `  ${'Not delivered: long long long long long long long long long long long long l'.slice(0, 75)}...`,
      '  tried once: 550 no [2J',
      '',
      '2 waiting, 1 failed',
      '',
    ].join('\n'),
  );
  expect(Math.max(...text.split('\n').map(({ length }) => length))).toBe(80);
});

test('held messages are counted', () => {
  expect(describeQueue([waiting, { ...waiting, state: 'held' }], berlin)).toMatch(
    /\n3f2a9c0d5b7e41a2c6d80e9f {2}held\n.*\n1 waiting, 1 held, 0 failed\n$/s,
  );
});

test('all of one, and nothing', () => {
  expect(describeQueue([], berlin)).toBe('the outbox is empty\n');
  expect(describeEntry(waiting, berlin)).toMatch(/^Created: +Mon 8 February 2027 08:00 CET$/m);
  expect(describeEntry(failed, berlin)).toMatch(/^Next attempt: +none$/m);
});
