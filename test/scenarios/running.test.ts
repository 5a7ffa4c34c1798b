/**
 * A running process: what monitoring sees, and a reload of its configuration while messages arrive.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { greetServer } from '../../src/admin/doctor/greet-server.js';
import { prepareFrontdesk, type Frontdesk } from '../support/frontdesk-process.js';
import { freePort } from '../support/free-port.js';
import { plainMail } from '../support/invitation.js';
import { connectLmtp } from '../support/lmtp-client.js';
import { throwAwayFolder, type ThrowAwayFolder } from '../support/throw-away-folder.js';
import { waitFor } from '../support/wait-for.js';

/** On a machine that is busy with something else. */
const START_WITHIN_MS = 60_000;

let folder: ThrowAwayFolder;
let frontdesk: Frontdesk;
let url: string;
let file: string;

beforeAll(async () => {
  folder = await throwAwayFolder('running');
  file = join(folder.path, 'frontdesk.toml');
  await writeFile(file, '');
  const httpPort = await freePort();
  url = `http://127.0.0.1:${httpPort}`;
  frontdesk = await prepareFrontdesk({
    env: { FRONTDESK_HTTP_LISTEN: `127.0.0.1:${httpPort}`, FRONTDESK_CONFIG: file },
  });
  await frontdesk.start();
  await frontdesk.cli(['domain', 'add', 'corp.example']);
  await frontdesk.cli(['account', 'create', 'anna', '--email', 'anna@corp.example']);
}, START_WITHIN_MS);
afterAll(async () => {
  await frontdesk.remove();
  await folder.remove();
});

const get = async (path: string): Promise<string> => {
  const response = await fetch(`${url}${path}`);
  return `${response.status} ${await response.text()}`;
};
const figure = async (name: string): Promise<number> => {
  const line = (await get('/metrics')).split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.split(' ')[1]);
};
const mail = { from: 'eve@out.example', recipients: ['anna@corp.example'] };
let serial = 0;
const bytes = () => plainMail({ from: mail.from, to: 'anna@corp.example', messageId: `running-${serial++}@out` });

test('/healthz, /readyz and nothing else', async () => {
  expect(await get('/healthz')).toBe('200 alive\n');
  expect(await get('/readyz')).toBe('200 ready\n');
  for (const path of ['/', '/actions/doctor', '/metrics/..%2f', '/x'.repeat(500)])
    expect(await get(path)).toBe('404 not found\n');
  expect((await fetch(`${url}/readyz`, { method: 'POST', body: 'x'.repeat(10_000) })).ok).toBe(false);
});

test('/metrics counts the way of a message', async () => {
  const client = await connectLmtp(frontdesk.lmtpPort);
  expect(await client.send({ ...mail, bytes: bytes() })).toMatchObject([/^250/]);
  expect(await client.command('MAIL FROM:<eve@out.example>')).toMatch(/^250/);
  expect(await client.command('RCPT TO:<nobody@corp.example>')).toMatch(/^550/);
  expect(await figure('frontdesk_messages_received_total')).toBe(1);
  expect(await figure('frontdesk_messages_received_bytes_total')).toBeGreaterThan(50);
  expect(await figure('frontdesk_messages_filed_total{folder="Inbox"}')).toBe(1);
  expect(await figure('frontdesk_recipients_refused_total{status="5.1.1"}')).toBe(1);
  expect(await figure('frontdesk_delivery_seconds_count')).toBe(1);
  expect(await figure('frontdesk_lmtp_connections')).toBe(1);
  expect(await figure('frontdesk_store_commits_total')).toBeGreaterThan(0);
  expect(await figure('frontdesk_outbox_mails{state="waiting"}')).toBe(0);
  expect(await figure('frontdesk_outbox_oldest_age_seconds{state="failed"}')).toBe(0);
  expect(await figure('frontdesk_data_free_bytes')).toBeGreaterThan(0);
  await client.close();
});

test("a group's sender rule acts at RCPT: the reverse-path passes through every wrapper of the inbound path", async () => {
  await frontdesk.cli(['group', 'create', 'team', '--email', 'team@corp.example', '--who-may-send', 'members']);
  await frontdesk.cli(['group', 'add', 'team', 'anna']);
  const client = await connectLmtp(frontdesk.lmtpPort);
  expect(await client.command('MAIL FROM:<stranger@else.example>')).toMatch(/^250/);
  expect(await client.command('RCPT TO:<team@corp.example>')).toMatch(/^550 5\.7\.1 /);
  expect(await client.command('RSET')).toMatch(/^250/);
  expect(await client.command('MAIL FROM:<anna@corp.example>')).toMatch(/^250/);
  expect(await client.command('RCPT TO:<team@corp.example>')).toMatch(/^250/);
  await client.close();
});

test('a reload is in effect without dropping a connection; keys that need a restart are named', async () => {
  const client = await connectLmtp(frontdesk.lmtpPort);
  await writeFile(file, '[quota]\nhard = 1\n[delivery]\nduplicateWindow = "1h"\n');
  expect((await frontdesk.cli(['reload', '--json'])).json()).toEqual({
    changed: ['quota.hard'],
    needRestart: ['delivery.duplicateWindow'],
  });
  await client.command('MAIL FROM:<eve@out.example>');
  expect(await client.command('RCPT TO:<anna@corp.example>')).toMatch(/^552/);
  await client.close();
});

test('SIGHUP with a fault in the file changes nothing and says where the fault is', async () => {
  await writeFile(file, '[quota]\nhard = "2G"\n\n[lmtp]\nallow = ["10.0.0.0/99"]\n');
  process.kill(frontdesk.pid(), 'SIGHUP');
  await waitFor('the refusal', () => frontdesk.log().includes('reload-refused'));
  expect(frontdesk.log()).toContain(`${file}:5: lmtp.allow`);
  await expect(frontdesk.cli(['reload'])).rejects.toThrow(`${file}:5: lmtp.allow`);
  const client = await connectLmtp(frontdesk.lmtpPort);
  await client.command('MAIL FROM:<eve@out.example>');
  expect(await client.command('RCPT TO:<anna@corp.example>')).toMatch(/^552/);
  await client.close();
});

test('SIGHUP: from the next connection on other clients are let in, and the log says less', async () => {
  await writeFile(file, '[lmtp]\nallow = ["10.9.9.9"]\nmaxMessageBytes = "1MiB"\n[log]\nlevel = "debug"\n');
  const open = await connectLmtp(frontdesk.lmtpPort);
  process.kill(frontdesk.pid(), 'SIGHUP');
  await waitFor('the reload', () => frontdesk.log().includes('lmtp.maxMessageBytes'));
  expect(await open.send({ ...mail, bytes: bytes() })).toMatchObject([/^250/]);
  await open.close();
  await waitFor('the debug log', () => frontdesk.log().includes('lmtp-closed'));
  const door = { kind: 'tcp', host: '127.0.0.1', port: frontdesk.lmtpPort } as const;
  expect(await greetServer(door, 5000)).toMatch(/^421 4\.7\.0/);
  await writeFile(file, '');
  await frontdesk.cli(['reload']);
  await (await connectLmtp(frontdesk.lmtpPort)).close();
});
