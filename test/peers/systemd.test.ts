/**
 * The unit as systemd reads it, and what systemd is told by a process in service: through the real systemd-notify into
 * a real datagram socket.
 */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { startInBackground } from '../support/background-process.js';
import { prepareFrontdesk } from '../support/frontdesk-process.js';
import { throwAwayFolder } from '../support/throw-away-folder.js';
import { waitFor } from '../support/wait-for.js';

const run = promisify(execFile);

/** Writes each datagram as a line; descriptors that come along (systemd-notify waits for their end) are let go. */
const RECEIVER = `
import socket, sys
server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
server.bind(sys.argv[1])
print('bound', flush=True)
while True:
    print(server.recv(4096).decode().replace('\\n', ' '), flush=True)
`;

test('READY, a reload, a watchdog, the end', async () => {
  const folder = await throwAwayFolder('systemd');
  onTestFinished(() => folder.remove());
  const notifySocket = join(folder.path, 'notify');
  const receiver = startInBackground({ command: '/usr/bin/python3', args: ['-c', RECEIVER, notifySocket] });
  onTestFinished(() => receiver.stop());
  await waitFor('the receiver', () => receiver.output().includes('bound'));

  const frontdesk = await prepareFrontdesk({ env: { NOTIFY_SOCKET: notifySocket, WATCHDOG_USEC: '600000' } });
  onTestFinished(() => frontdesk.remove());
  await frontdesk.start();
  await waitFor('READY', () => receiver.output().includes('READY=1 STATUS='));
  await waitFor('the watchdog', () => receiver.output().includes('WATCHDOG=1'));
  process.kill(frontdesk.pid(), 'SIGHUP');
  await waitFor('the end of the reload', () => receiver.output().includes('STATUS=configuration reloaded'));
  expect(receiver.output()).toMatch(/RELOADING=1 MONOTONIC_USEC=\d+/);
  await frontdesk.stop();
  await waitFor('STOPPING', () => receiver.output().includes('STOPPING=1'));
  const told = receiver
    .output()
    .split('\n')
    .filter((line) => !/^(WATCHDOG|BARRIER|bound|$)/.test(line));
  expect(told.map((line) => line.split('=')[0])).toEqual(['READY', 'RELOADING', 'READY', 'STOPPING']);
});

test('systemd-analyze finds nothing to complain about, and little that is exposed', async () => {
  const folder = await throwAwayFolder('unit');
  onTestFinished(() => folder.remove());
  const unit = join(folder.path, 'frontdesk.service');
  // The program is looked for where the unit says; here it is where we are.
  const node = process.execPath;
  await writeFile(unit, (await readFile('packaging/frontdesk.service', 'utf8')).replaceAll('/usr/bin/node', node));
  const { stdout, stderr } = await run('systemd-analyze', ['verify', '--man=no', unit]);
  expect(`${stdout}${stderr}`.split('\n').filter((line) => line.includes('frontdesk.service'))).toEqual([]);
  await run('systemd-analyze', ['security', '--offline=true', '--threshold=20', unit]);
});
