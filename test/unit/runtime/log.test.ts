/**
 * The log: JSON a line, or a line for a person; causes with their stacks; nothing that could run away.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createLog, type LogLevel } from '../../../src/runtime/log.js';
import { logEvents } from '../../../src/runtime/log-events.js';

function logTo(level: LogLevel, forPeople = false) {
  const lines: string[] = [];
  const log = createLog({ level, forPeople, destination: { write: (line) => void lines.push(line) } });
  return { log, lines };
}

describe('JSON', () => {
  test('time, level, event and fields', () => {
    const { log, lines } = logTo('info');
    log('message-delivered', { account: 'anna', uid: 7 });
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      pid: process.pid,
      event: 'message-delivered',
      account: 'anna',
      uid: 7,
    });
  });

  test('a cause comes with its stack and its own cause', () => {
    const { log, lines } = logTo('info');
    log('delivery-failed', { cause: new Error('cannot file', { cause: new TypeError('no folder') }) });
    const { cause } = JSON.parse(lines[0] ?? '') as { cause: Record<string, unknown> };
    expect(cause).toMatchObject({ message: 'cannot file', cause: { type: 'TypeError', message: 'no folder' } });
    expect(cause['stack']).toContain('log.test');
  });

  test('a line is one line, whatever a peer says, and not endless', () => {
    const { log, lines } = logTo('info');
    log('recipient-refused', { reason: `x\r\n{"level":"info"}${'y'.repeat(10_000)}` });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd()).not.toMatch(/[\r\n]/);
    expect(lines[0]?.length).toBeLessThan(1000);
  });

  test('below the level nothing is written', () => {
    const { log, lines } = logTo('warn');
    log('lmtp-connected');
    log('message-delivered');
    log('lmtp-client-refused');
    expect(lines).toHaveLength(1);
  });
});

test('for people: a short line', () => {
  const { log, lines } = logTo('info', true);
  log('delivery-failed', { account: 'anna', text: 'two words', cause: new Error('cannot file') });
  expect(lines[0]).toMatch(
    /^\d\d:\d\d:\d\d error delivery-failed account=anna text="two words" cause="cannot file"\n$/,
  );
});

test('every event of the list is logged somewhere', () => {
  const sources = ['src', 'services']
    .flatMap((root) => readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => join(root, name)))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('log-events.ts'))
    .map((name) => readFileSync(name, 'utf8'))
    .join('\n');
  const unused = [...Object.keys(logEvents)].filter((event) => !sources.includes(`'${event}'`));
  expect(unused).toEqual([]);
});
