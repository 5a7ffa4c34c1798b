import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeWaiting } from '../../../src/admin/cli/describe-waiting.js';
import { wrapped } from '../../../src/admin/cli/table.js';

type Waiting = Parameters<typeof describeWaiting>[0][number];

const row = (fields: Partial<Waiting>): Waiting =>
  ({
    resource: 'blue',
    number: 4,
    start: '2027-02-10T08:30:00Z',
    from: ['bob@partner.example'],
    subject: 'Planning',
    explanation: 'A person decides (mode manual). If the time is free, it is held as tentative until then.',
    ...fields,
  }) as Waiting;

test('a message that waits, with its reason in full', () => {
  expect(describeWaiting([row({})], new Map())).toMatchInlineSnapshot(`
    "blue 4  Planning
      from bob@partner.example
      2027-02-10T08:30:00Z
      A person decides (mode manual). If the time is free, it is held as tentative
      until then.

    Decide with: frontdesk booking accept blue 4 or frontdesk booking decline blue 4
    "
  `);
});

test('no line is wider than a terminal, whatever the sender and the subject are', () => {
  const long = fc.string({ maxLength: 200 });
  fc.assert(
    fc.property(long, long, (subject, from) => {
      const text = describeWaiting([row({ subject, from: [from], start: null })], new Map());
      expect(text.split('\n').filter((line) => Array.from(line).length > 80)).toEqual([]);
    }),
  );
});

test('wrapping keeps every word in its place', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { maxLength: 40 });
  fc.assert(
    fc.property(words, fc.integer({ min: 12, max: 80 }), (given, columns) => {
      const lines = wrapped(given.join(' '), columns);
      expect(lines.join(' ')).toBe(given.join(' '));
      expect(lines.every((line) => line.length <= columns)).toBe(true);
    }),
  );
});
