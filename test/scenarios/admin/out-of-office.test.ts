/**
 * `frontdesk oof`, and frontdesk-set-oof with the letters of kopano-set-oof.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseLocalTime } from '../../../src/admin/input/local-time-input.js';
import { outOfOfficeAsJson } from '../../../src/admin/json/out-of-office-as-json.js';
import { instant } from '../../../src/mail/instant.js';
import { neverAway } from '../../../src/out-of-office/out-of-office.js';
import { testCommandLine, type TestCommandLine } from '../../support/command-line.js';

let line: TestCommandLine;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-oof-'));
  line = await testCommandLine();
  await line.json(['domain', 'add', 'example.org']);
  const email = ['--email', 'john@example.org', '--time-zone', 'Europe/Berlin'];
  await line.json(['account', 'create', 'john', '--kind', 'user', ...email]);
});
afterEach(async () => {
  await line.remove();
  rmSync(folder, { recursive: true });
});

const file = (text: string | Buffer): string => {
  const path = join(folder, 'oof.txt');
  writeFileSync(path, text);
  return path;
};
const shown = () => line.json(['oof', 'show', 'john']);

describe('oof set', () => {
  test.each<[options: string[], setting: object]>([
    [['--on'], { state: 'on', from: null, until: null, inForce: true }],
    [['--scheduled', '--until', '2026-12-24'], { state: 'scheduled', until: '2026-12-23T23:00:00Z', inForce: true }],
    [
      ['--on', '--from', '2026-12-24 08:00 Europe/London'],
      { from: '2026-12-24T08:00:00Z', inForce: false, isOver: false },
    ],
    [['--subject', 'S', '--text', 'T\n{name}'], { state: 'off', subject: 'S', text: 'T\n{name}', html: null }],
    [['--text', 'T', '--outside-text', 'O'], { text: 'T', outsideText: 'O', insideOnly: true }],
    [['--text', 'T', '--audience', 'none'], { insideOnly: true, audience: 'none' }],
    [['--audience', 'known', '--again-after-days', '7'], { audience: 'known', againAfterDays: 7 }],
    [['--text', 'T', '--text', ''], { text: null }],
  ])('%j', async (options, setting) => {
    expect(await line.json(['oof', 'set', 'john', ...options])).toMatchObject({ user: 'john', ...setting });
    expect(await shown()).toMatchObject(setting);
    expect(await line.json(['account', 'show', 'john'])).toMatchObject({ outOfOffice: setting });
  });

  test('an absence whose end has passed is over', () => {
    const setting = { ...neverAway, state: 'on' as const, until: instant(1000) };
    expect(outOfOfficeAsJson(setting, instant(999))).toMatchObject({ inForce: true, isOver: false });
    expect(outOfOfficeAsJson(setting, instant(1000))).toMatchObject({ inForce: false, isOver: true });
  });

  test('texts from files, in UTF-8 or what older editors write', async () => {
    await line.json(['oof', 'set', 'john', '--text-file', file(Buffer.from('Gr\xfc\xdfe\r\n', 'latin1'))]);
    expect(await shown()).toMatchObject({ text: 'Grüße\n' });
    await line.json(['oof', 'set', 'john', '--html-file', file('<p>Grüße</p>')]);
    expect(await shown()).toMatchObject({ text: null, html: '<p>Grüße</p>' });
  });

  test.each([
    [['--on', '--off'], 'only one of these is allowed'],
    [['--scheduled'], 'a start or an end is required'],
    [['--from', 'tomorrow'], 'is not a valid time'],
    [['--from', '2026-02-30'], 'is not a valid time'],
    [['--from', '2026-12-24', '--until', '2026-12-24'], 'must be later than from'],
    [['--on', '--until', '2026-01-04'], 'until: is in the past'],
    [['--scheduled', '--from', '2026-01-01', '--until', '2026-01-04'], 'until: is in the past'],
    [['--text', 'Back on {unitl}.'], 'unknown variable: {unitl}'],
    [['--subject', '{Subject}'], 'use only {subject}, {sender}, {until}, {name}'],
    [['--outside-text', '{first-name} {x}'], 'unknown variable: {first-name}, {x}'],
    [['--again-after-days', '0'], 'from 1 to 365'],
    [['--audience', 'some'], 'none, known, all'],
    [['--text', 'T', '--text-file', '/nonexistent'], 'given twice'],
    [['--text-file', '/nonexistent'], 'text-file'],
  ])('%j is bad usage', async (options, complaint) => {
    const { code, stderr } = await line.run(['oof', 'set', 'john', ...options]);
    expect(code).toBe(2);
    expect(stderr).toContain(complaint);
  });

  test('people read it on the clock of the account', async () => {
    await line.run(['oof', 'set', 'john', '--on', '--text', 'Back soon.', '--until', '2026-12-24 18:00']);
    const { stdout } = await line.run(['oof', 'show', 'john']);
    expect(stdout).toContain('on until Thu 24 December 2026 18:00 CET');
    expect(stdout).toContain('Text for all senders:\n  Back soon.');
    expect((await line.run(['account', 'show', 'john'])).stdout).toMatch(/Out of office: +on until Thu 24 December/);
  });
});

describe('frontdesk-set-oof', () => {
  const setOof = (...args: string[]) => line.runSetOof(args);

  test("kopano-set-oof's own examples", async () => {
    const subject = "I'm on holiday till the 30th of June";
    expect(await setOof('-u', 'john', '-m', '1', '-t', subject, '-n', file('Back in July.\n'))).toMatchObject({
      code: 0,
      stdout: 'out of office of john: on\n',
    });
    expect(await shown()).toMatchObject({ state: 'on', subject, text: 'Back in July.\n' });
    expect(await setOof('-u', 'john', '-m', '0')).toMatchObject({ code: 0, stdout: 'out of office of john: off\n' });
    expect(await shown()).toMatchObject({ state: 'off', subject });
  });

  test.each(['shared', 'room', 'equipment'])('an account of kind %s', async (kind) => {
    await line.json(['account', 'create', 'it', '--kind', kind, '--email', 'it@example.org']);
    expect(await setOof('-u', 'it', '-m', '1')).toMatchObject({ code: 0 });
    expect(await line.json(['oof', 'show', 'it'])).toMatchObject({ state: 'on' });
  });

  test('a window', async () => {
    await setOof('-u', 'john', '-m', '1', '--from', '2026-12-24 18:00', '--until', '2027-01-04');
    expect(await shown()).toMatchObject({ from: '2026-12-24T17:00:00Z', until: '2027-01-03T23:00:00Z' });
  });

  test('without arguments it shows its help; what it does not know is bad usage', async () => {
    const help = await setOof();
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('-n, --message <file>');
    expect((await setOof('-u', 'john', '-m', '2')).code).toBe(2);
    expect((await setOof('-m', '1')).code).toBe(2);
    expect((await setOof('-u', 'nobody', '-m', '1')).code).toBe(1);
  });
});

test.each([
  ['2026-12-24', '2026-12-23T23:00:00.000Z'],
  ['2026-12-24 18:00', '2026-12-24T17:00:00.000Z'],
  ['2026-06-24T18:00:30', '2026-06-24T16:00:30.000Z'],
  ['2026-12-24 18:00 America/New_York', '2026-12-24T23:00:00.000Z'],
  ['2026-12-24 UTC', '2026-12-24T00:00:00.000Z'],
  ['2026-12-24T18:00:00+05:30', '2026-12-24T12:30:00.000Z'],
  ['2026-12-24 18:00 Nowhere/Here', null],
  ['2026-12-24 25:00', null],
  ['24.12.2026', null],
])('on the clock in Berlin, %s is %s', (text, expected) => {
  const at = parseLocalTime(text, 'Europe/Berlin');
  expect(at === null ? null : new Date(at).toISOString()).toBe(expected);
});
