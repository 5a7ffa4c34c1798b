/**
 * What the service manager is told, by a stand-in for systemd-notify that writes its arguments into a file.
 */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { managerAddress } from '../../../src/settings/config.js';
import type { LogEvent } from '../../../src/runtime/log-events.js';
import { connectServiceManager } from '../../../src/runtime/service-manager.js';
import { silentLog } from '../../support/silent-log.js';
import { throwAwayFolder, type ThrowAwayFolder } from '../../support/throw-away-folder.js';
import { waitFor } from '../../support/wait-for.js';

let folder: ThrowAwayFolder;
let program: string;
let notifySocket: string;
beforeEach(async () => {
  folder = await throwAwayFolder('notify');
  program = join(folder.path, 'stand-in');
  notifySocket = join(folder.path, 'told');
  await writeFile(program, `#!/bin/sh\necho "$@" >> "$NOTIFY_SOCKET"\n`);
  await chmod(program, 0o755);
});
afterEach(() => folder.remove());

const told = (lines: number): Promise<readonly string[]> =>
  waitFor(`${lines} lines`, async () => {
    const heard = (await readFile(notifySocket, 'utf8').catch(() => '')).split('\n').slice(0, -1);
    return heard.length >= lines ? heard : null;
  });

test('the life of a process, in order', async () => {
  const manager = connectServiceManager({ notifySocket, watchdogMs: null }, silentLog, program);
  manager.ready('4 services run');
  manager.reloading();
  manager.ready('configuration reloaded');
  manager.stopping();
  expect(await told(4)).toEqual([
    'READY=1 STATUS=4 services run',
    expect.stringMatching(/^RELOADING=1 MONOTONIC_USEC=\d+$/),
    'READY=1 STATUS=configuration reloaded',
    'STOPPING=1 STATUS=finishing pending work',
  ]);
});

test('a watchdog hears of us again and again once we are ready', async () => {
  const manager = connectServiceManager({ notifySocket, watchdogMs: 30 }, silentLog, program);
  manager.ready('up');
  expect(await told(3)).toEqual(expect.arrayContaining(['WATCHDOG=1']));
  manager.stopping();
  await waitFor('the end', async () => (await readFile(notifySocket, 'utf8')).includes('STOPPING=1') || null);
});

test('a program that is not there is logged once and harms nothing', async () => {
  const logged: LogEvent[] = [];
  const address = { notifySocket, watchdogMs: null };
  const manager = connectServiceManager(address, (event) => logged.push(event), join(folder.path, 'nowhere'));
  manager.ready('up');
  manager.stopping();
  await waitFor('the log', () => logged.length > 0);
  expect(logged).toEqual(['manager-not-told']);
});

test.each([
  [{}, null],
  [{ NOTIFY_SOCKET: '' }, null],
  [{ NOTIFY_SOCKET: '/run/n' }, { notifySocket: '/run/n', watchdogMs: null }],
  [
    { NOTIFY_SOCKET: '@n', WATCHDOG_USEC: '60000000' },
    { notifySocket: '@n', watchdogMs: 60_000 },
  ],
  [
    { NOTIFY_SOCKET: '@n', WATCHDOG_USEC: '60000000', WATCHDOG_PID: String(process.pid) },
    { notifySocket: '@n', watchdogMs: 60_000 },
  ],
  [
    { NOTIFY_SOCKET: '@n', WATCHDOG_USEC: '60000000', WATCHDOG_PID: '1' },
    { notifySocket: '@n', watchdogMs: null },
  ],
  [
    { NOTIFY_SOCKET: '@n', WATCHDOG_USEC: 'soon' },
    { notifySocket: '@n', watchdogMs: null },
  ],
])('sd_notify(3), sd_watchdog_enabled(3): %j', (environment, expected) => {
  expect(managerAddress(environment)).toEqual(expected);
});
