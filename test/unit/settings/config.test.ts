/**
 * The configuration: where a value comes from, what is refused and how that is said.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { environmentName, loadConfig } from '../../../src/settings/config.js';
import type { Environment } from '../../../src/settings/data-folder.js';
import { ConfigError } from '../../../src/runtime/config-error.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, 'frontdesk.toml');
  writeFileSync(path, text);
  return path;
}

function problemsOf(load: () => unknown): readonly string[] {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('where a value comes from', () => {
  const toml = '[lmtp]\n\nlisten = "127.0.0.1:1"\nidleSeconds = 30\n';
  const environment = { FRONTDESK_LMTP_LISTEN: '127.0.0.1:2' };

  test.each<[string, string, Environment, string[], number, string]>([
    ['default', '', {}, [], 2003, 'default'],
    ['file before default', toml, {}, [], 1, ':3'],
    ['environment before file', toml, environment, [], 2, 'FRONTDESK_LMTP_LISTEN'],
    ['flag before environment', toml, environment, ['lmtp.listen=127.0.0.1:3'], 3, '--set'],
  ])('%s', (_, text, env, set, port, source) => {
    const config = loadConfig({ config: file(text), set }, env);
    expect(config.lmtp.listen).toEqual({ kind: 'tcp', host: '127.0.0.1', port });
    expect(config.entries.find(({ key }) => key === 'lmtp.listen')?.source).toMatch(new RegExp(`${source}$`));
  });

  test('every key has its environment variable', () => {
    expect(environmentName('lmtp.maxMessageBytes')).toBe('FRONTDESK_LMTP_MAX_MESSAGE_BYTES');
    const environment = { FRONTDESK_LMTP_MAX_MESSAGE_BYTES: '1MiB', FRONTDESK_CONFIG: file('[log]\nlevel = "warn"') };
    const { lmtp, log } = loadConfig({}, environment);
    expect([lmtp.maxMessageBytes, log.level]).toEqual([1024 ** 2, 'warn']);
  });

  test.each<[string, { data?: string }, Environment, string]>([
    ['default', {}, {}, resolve('data')],
    ['an empty variable is none', {}, { FRONTDESK_DATA: '' }, resolve('data')],
    ['environment', {}, { FRONTDESK_DATA: '/srv/desk' }, '/srv/desk'],
    ['flag', { data: '/var/desk' }, { FRONTDESK_DATA: '/srv/desk' }, '/var/desk'],
  ])('data folder: %s', (_, flags, environment, expected) => {
    expect(loadConfig(flags, environment).dataFolder).toBe(expected);
  });

  test('a secret is masked whatever its source is, and an empty one is shown as empty', () => {
    const shown = (set: string[]) =>
      loadConfig({ set }, {}).entries.find(({ key }) => key === 'relay.password')?.text ?? '';
    expect(shown(['relay.password=hunter2'])).toBe('********');
    expect(shown([])).toBe('""');
  });
});

describe('values', () => {
  test.each([
    ['quota.hard=0', 'quota', 'hard', 0],
    ['quota.hard=900M', 'quota', 'hard', 900 * 1024 ** 2],
    ['quota.hard=64 MiB', 'quota', 'hard', 64 * 1024 ** 2],
    ['quota.hard=1.5g', 'quota', 'hard', 1.5 * 1024 ** 3],
    ['quota.hard=4096', 'quota', 'hard', 4096],
    ['delivery.duplicateWindow=7d', 'delivery', 'duplicateWindow', 7 * 86_400_000],
    ['delivery.duplicateWindow=200ms', 'delivery', 'duplicateWindow', 200],
    ['lmtp.idleSeconds=10m', 'lmtp', 'idleSeconds', 600],
    ['lmtp.idleSeconds=45', 'lmtp', 'idleSeconds', 45],
    ['booking.horizonDays=2w', 'booking', 'horizonDays', 14],
    ['quota.tempfail=yes', 'quota', 'tempfail', true],
    ['quota.tempfail=off', 'quota', 'tempfail', false],
    ['server.timeZone=europe/berlin', 'server', 'timeZone', 'Europe/Berlin'],
    ['lmtp.allow=10.0.0.0/8, ::1', 'lmtp', 'allow', ['10.0.0.0/8', '::1']],
    ['lmtp.listen=[::1]:2003', 'lmtp', 'listen', { kind: 'tcp', host: '::1', port: 2003 }],
    ['lmtp.listen=unix:/run/desk.sock', 'lmtp', 'listen', { kind: 'unix', path: '/run/desk.sock' }],
    ['relay.host=', 'relay', 'host', ''],
    ['relay.password=a=b', 'relay', 'password', 'a=b'],
  ] as const)('%s', (set, section, key, expected) => {
    const values = loadConfig({ set: [set] }, {})[section] as Readonly<Record<string, unknown>>;
    expect(values[key]).toEqual(expected);
  });
});

describe('a refusal names the place and what is allowed', () => {
  test.each([
    ['[lmtp]\nlistne = "x"', ':2: unknown key in [lmtp] "listne"; did you mean listen?'],
    ['[lmtp]\nfoo = 1', ':2: unknown key in [lmtp] "foo"; allowed: listen, allow, maxMessageBytes'],
    ['\n[relays]\nhost = "x"', ':2: unknown section "relays"; did you mean relay?'],
    ['# x\nlmtp = 3', ':2: lmtp must be a [section]'],
    ['lmtp.listen = "nowhere"', ':1: lmtp.listen = "nowhere" is not valid; allowed: host:port such as 127.0.0.1:2003'],
    ['[lmtp]\nlisten = "127.0.0.1:70000"', ':2: lmtp.listen = "127.0.0.1:70000" is not valid; allowed: host:port'],
    ['[lmtp]\nmaxMessageBytes = "64 Mojo"', ':2: lmtp.maxMessageBytes = "64 Mojo" is not valid; allowed: a size'],
    ['[lmtp]\nmaxMessageBytes = 12', 'allowed: a size such as 900M, 64MiB or 2G, or a number of bytes, from 1024 to'],
    ['[lmtp]\nmaxRecipients = 0', ':2: lmtp.maxRecipients = 0 is not valid; allowed: a whole number from 1 to 10000'],
    ['[lmtp]\nidleSeconds = 1', 'allowed: a whole number of seconds from 5 to 3600, or a duration with a unit'],
    ['[lmtp]\nallow = ["10.0.0.0/8", "localhost"]', 'allowed: an IP address or network'],
    ['[lmtp]\nallow = 7', 'allowed: a list: IP addresses and networks'],
    [
      '[delivery]\nduplicateWindow = 7',
      ':2: delivery.duplicateWindow = 7 is not valid; allowed: a duration such as 30s',
    ],
    ['[delivery]\ndisabled = "drop"', ':2: delivery.disabled = "drop" is not valid; allowed: store, reject, defer'],
    ['[delivery]\njunkHeaders = ["X-Spam"]', 'allowed: a header field and the value it must begin with'],
    ['[server]\ntimeZone = "Mars/Base"', ':2: server.timeZone = "Mars/Base" is not valid; allowed: the IANA name'],
    ['[server]\nhostname = "a b"', ':2: server.hostname = "a b" is not valid; allowed: a host name'],
    ['[relay]\nuser = "a\\r\\nb"', 'allowed: text on one line'],
    ['[relay]\npassword = ["hunter2"]', ':2: relay.password = ******** is not valid'],
    ['[quota]\ntempfail = "perhaps"', ':2: quota.tempfail = "perhaps" is not valid; allowed: yes or no'],
    ['[log]\nlevel = info', ':2: not valid TOML: '],
    ['[log]\nlevel = "info"\nlevel = "warn"', ': not valid TOML: '],
  ])('%s', (text, expected) => {
    const path = file(text);
    const [problem, ...others] = problemsOf(() => loadConfig({ config: path }, {}));
    expect(problem).toContain(expected);
    expect(problem?.startsWith(path)).toBe(true);
    expect(others).toEqual([]);
  });

  test.each<[string, string[], Environment, string]>([
    ['environment, bad value', [], { FRONTDESK_LOG_LEVEL: 'loud' }, 'FRONTDESK_LOG_LEVEL: log.level = "loud" is not'],
    ['environment, typo', [], { FRONTDESK_LMTP_LISTN: 'x' }, 'did you mean FRONTDESK_LMTP_LISTEN?'],
    ['flag, unknown', ['lmtp.port=1'], {}, '--set: unknown key "lmtp.port"; '],
    ['flag without value', ['lmtp.listen'], {}, '--set lmtp.listen: use --set section.key=value'],
  ])('%s', (_, set, environment, expected) => {
    expect(problemsOf(() => loadConfig({ set }, environment)).join()).toContain(expected);
  });

  test('all problems at once', () => {
    const path = file('[lmtp]\nlisten = 1\nfoo = 2\n[log]\nlevel = "loud"\n');
    expect(problemsOf(() => loadConfig({ config: path }, {}))).toHaveLength(3);
  });

  test('a file that is not there', () => {
    expect(problemsOf(() => loadConfig({ config: '/nowhere.toml' }, {}))).toEqual([
      '/nowhere.toml: cannot be read (ENOENT)',
    ]);
  });

  test('variables of other programs are left alone', () => {
    expect(() => loadConfig({}, { FRONTDESK_USER: 'anna', FRONTDESK_STORE: 'x' })).not.toThrow();
  });
});
