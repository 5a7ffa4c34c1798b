/**
 * What `frontdesk doctor` finds: wrong networks, foreign files, a clock that is off, servers that do not answer.
 */
import { chmod, chown, mkdir, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { checkCertificate } from '../../../src/admin/doctor/check-certificate.js';
import { checkClients } from '../../../src/admin/doctor/check-clients.js';
import { checkClock } from '../../../src/admin/doctor/check-clock.js';
import { checkOwner } from '../../../src/admin/doctor/check-data-folder.js';
import { checkLmtp, checkRelay } from '../../../src/admin/doctor/check-servers.js';
import type { AdminContext } from '../../../src/admin/admin-context.js';
import { addMilliseconds, type Instant } from '../../../src/mail/instant.js';
import { systemClock } from '../../../src/runtime/clock.js';
import { loadConfig } from '../../../src/settings/config.js';
import { rememberRefusedClients } from '../../../src/runtime/refused-clients.js';
import type { RunningProcess } from '../../../src/runtime/running-process.js';
import { openAdminContext } from '../../support/admin-context.js';
import { throwAwayFolder, type ThrowAwayFolder } from '../../support/throw-away-folder.js';

const MINUTE_MS = 60_000;
let folder: ThrowAwayFolder;
beforeEach(async () => {
  folder = await throwAwayFolder('doctor');
});
afterEach(() => folder.remove());

/** A server of which only these settings, this clock and this process matter. */
function server(set: readonly string[], other: Partial<AdminContext> = {}): AdminContext {
  const config = loadConfig({ data: folder.path, set }, {});
  return { config, clock: systemClock, process: null, ...other } as AdminContext;
}

function processThatRefused(refused: readonly [ip: string, status: string][], at: Instant): RunningProcess {
  const clients = rememberRefusedClients(() => at);
  for (const [ip, status] of refused) clients.note('lmtp-client-refused', { ip, status });
  return { refusedClients: () => clients.list(), services: new Set(['delivery']) } as unknown as RunningProcess;
}

describe('the certificate', () => {
  const [certificate, key] = ['tls.certificate=fixtures/tls/one.crt', 'tls.key=fixtures/tls/one.key'];
  const endOf = (days: number) => () => addMilliseconds(systemClock(), days * 1440 * MINUTE_MS);
  test.each<[string, readonly string[], () => Instant, string, RegExp]>([
    ['one that is good for long', [certificate, key], systemClock, 'good', /until/],
    ['one that has ended', [certificate, key], endOf(36_525), 'bad', /expired on/],
    ['none', [], systemClock, 'warning', /only log in from this machine/],
    ['a certificate without its key', [certificate], systemClock, 'bad', /tls\.key: not set/],
    ['a file that is not there', [certificate, 'tls.key=/nowhere'], systemClock, 'bad', /tls\.key: \/nowhere .*ENOENT/],
    ['the key of another', [certificate, 'tls.key=fixtures/tls/two.key'], systemClock, 'bad', /is not the key of/],
  ])('%s', async (_, set, clock, state, found) => {
    expect(await checkCertificate(server(set, { clock }))).toMatchObject({
      state,
      found: expect.stringMatching(found) as string,
    });
  });
});

describe('lmtp.allow', () => {
  const open = ['lmtp.listen=0.0.0.0:2003'];
  test.each([
    ['the relay is not allowed to deliver', [...open, 'relay.host=172.30.25.11'], 'bad', /172\.30\.25\.11/],
    ['one that may', [...open, 'relay.host=172.30.25.11', 'lmtp.allow=172.30.25.0/24'], 'good', /^allowed: /],
    ['a relay far away, which may be another', [...open, 'relay.host=203.0.113.9'], 'warning', /203\.0\.113\.9/],
    ['LMTP for this machine alone', ['relay.host=203.0.113.9'], 'good', /^allowed: /],
    ['nobody at all', ['lmtp.allow='], 'bad', /empty/],
    ['a Unix socket', ['lmtp.listen=unix:/run/x', 'lmtp.allow='], 'good', /controlled by file permissions/],
  ])('%s', async (_, set, state, found) => {
    expect(await checkClients(server(set))).toMatchObject({ state, found: expect.stringMatching(found) as string });
  });

  test('recently refused clients, by name and number', async () => {
    const refused = processThatRefused([...Array<[string, string]>(3).fill(['10.1.2.3', '4.7.0'])], systemClock());
    expect(await checkClients(server(open, { process: refused }))).toMatchObject({
      state: 'bad',
      found: expect.stringContaining('10.1.2.3 (3 times, last ') as string,
      next: expect.stringContaining('frontdesk reload') as string,
    });
  });

  test('clients refused long ago, allowed since, or over the limit are no fault', async () => {
    const longAgo = processThatRefused([['10.1.2.3', '4.7.0']], addMilliseconds(systemClock(), -120 * MINUTE_MS));
    expect(await checkClients(server(open, { process: longAgo }))).toMatchObject({ state: 'warning' });
    const now = processThatRefused([['10.1.2.3', '4.7.0']], systemClock());
    expect(await checkClients(server(['lmtp.allow=10.0.0.0/8'], { process: now }))).toMatchObject({ state: 'good' });
    const busy = processThatRefused([['10.1.2.3', '4.3.2']], systemClock());
    expect(await checkClients(server([], { process: busy }))).toMatchObject({ state: 'good' });
  });

  test('doctor does not record its own connection as a refused client', async () => {
    const running = processThatRefused([], systemClock());
    const set = [...open, 'lmtp.allow=172.30.25.11'];
    expect(await checkLmtp(server(set, { process: running }))).toMatchObject({ state: 'good' });
  });

  test('the process that answers has another data folder', async () => {
    const other = createServer((socket) => socket.end('220 other LMTP frontdesk ready\r\n')).listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const set = [`lmtp.listen=127.0.0.1:${(other.address() as AddressInfo).port}`];
    expect(await checkLmtp(server(set))).toMatchObject({
      state: 'bad',
      found: expect.stringContaining(`no process uses the data folder ${folder.path}`) as string,
      next: expect.stringContaining('--data or FRONTDESK_DATA') as string,
    });
  });

  test('only so many are remembered', () => {
    const clients = rememberRefusedClients(systemClock);
    for (let host = 0; host < 200; host++)
      clients.note('lmtp-client-refused', { ip: `10.0.0.${host}`, status: '4.7.0' });
    expect(clients.list()).toHaveLength(50);
    expect(clients.list()[0]?.ip).toBe('10.0.0.199');
    clients.forget();
    expect(clients.list()).toEqual([]);
  });
});

describe('the owner of the data folder', () => {
  test('ours and closed', async () => {
    await chmod(folder.path, 0o700);
    expect(await checkOwner(server([]))).toMatchObject({ state: 'good' });
  });

  test("another user's: commands would leave files that the service cannot write", async () => {
    const { uid } = await stat(folder.path);
    expect(await checkOwner(server([]), uid + 1)).toMatchObject({
      state: 'bad',
      next: expect.stringContaining(`sudo -u '#${uid}'`) as string,
    });
  });

  test('a file of another user in it', async () => {
    await mkdir(join(folder.path, 'mail'));
    await writeFile(join(folder.path, 'mail', '000001.seg'), '');
    // Only root may give files away; for anybody else there are no such files to find.
    if (process.getuid?.() === 0) await chown(join(folder.path, 'mail', '000001.seg'), 12_345, 12_345);
    const finding = await checkOwner(server([]));
    if (process.getuid?.() === 0) {
      expect(finding).toMatchObject({ state: 'bad', found: 'files of other users: mail/000001.seg (uid 12345)' });
      expect(finding.next).toContain('chown');
    } else expect(finding.found).not.toContain('not ours');
  });

  test('open to others', async () => {
    await chmod(folder.path, 0o755);
    expect(await checkOwner(server([]))).toMatchObject({ state: 'warning', next: `chmod 700 ${folder.path}` });
  });
});

describe('the clock', () => {
  async function look(clock: () => Instant, set: readonly string[] = ['relay.host=']) {
    const opened = await openAdminContext(loadConfig({ data: join(folder.path, 'data'), set }, {}), { clock });
    try {
      return await checkClock(opened);
    } finally {
      await opened.close();
    }
  }

  test('nothing contradicts it', async () => {
    expect(await look(systemClock)).toMatchObject({ state: 'good' });
  });

  test('behind what was written before', async () => {
    expect(await look(() => addMilliseconds(systemClock(), -10 * MINUTE_MS))).toMatchObject({
      state: 'bad',
      found: expect.stringMatching(/has the later time [^ ]+$/) as string,
    });
  });

  test('behind what was written in another life of the process', async () => {
    const opened = await openAdminContext(loadConfig({ data: join(folder.path, 'data') }, {}));
    await opened.close();
    const ahead = new Date(systemClock() + 60 * MINUTE_MS);
    await writeFile(join(folder.path, 'data', 'mail', '000001.seg'), '');
    await utimes(join(folder.path, 'data', 'mail', '000001.seg'), ahead, ahead);
    expect(await look(systemClock)).toMatchObject({
      state: 'bad',
      found: expect.stringContaining('mail/000001.seg has the later time ') as string,
    });
  });

  test('ahead of the file system', async () => {
    expect(await look(() => addMilliseconds(systemClock(), 10 * MINUTE_MS))).toMatchObject({
      state: 'bad',
      found: expect.stringContaining('the file system of the data folder reports') as string,
    });
  });

  test.each([
    ['an hour ahead', 60, 'bad'],
    ['right', 0, 'good'],
  ])('an MTA that tells the time in its greeting: %s', async (_, minutes, state) => {
    const at = new Date(systemClock() + minutes * MINUTE_MS).toUTCString().replace('GMT', '+0000');
    const port = await greetingServer(`220 mx.example ESMTP Sendmail 8.17; ${at}`);
    expect(await look(systemClock, ['relay.host=127.0.0.1', `relay.port=${port}`])).toMatchObject({ state });
  });
});

describe('the relay', () => {
  test.each([
    ['220 mx.example ESMTP', 'good', ''],
    ['421 too busy', 'bad', 'defers'],
    ['554 go away', 'bad', 'rejects'],
  ])('%s', async (greeting, state, next) => {
    const port = await greetingServer(greeting);
    const finding = await checkRelay(server(['relay.host=127.0.0.1', `relay.port=${port}`]));
    expect(finding).toMatchObject({ state, next: expect.stringContaining(next) as string });
  });

  test('nobody there', async () => {
    expect(await checkRelay(server(['relay.host=127.0.0.1', 'relay.port=1']))).toMatchObject({
      state: 'bad',
      found: expect.stringContaining('ECONNREFUSED') as string,
    });
  });

  test('implicit TLS where there is none', async () => {
    const port = await greetingServer('220 mx.example ESMTP');
    const set = ['relay.host=127.0.0.1', `relay.port=${port}`, 'relay.tls=implicit'];
    expect(await checkRelay(server(set))).toMatchObject({ state: 'bad' });
  });
});

async function greetingServer(greeting: string): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(`${greeting}\r\n`);
  });
  onTestFinished(() => {
    server.close();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}
