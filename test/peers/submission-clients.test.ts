/**
 * Other programs that send mail: swaks, curl, nodemailer and neomutt, over STARTTLS and TLS from the first byte;
 * what they sent is what comes out behind a real Postfix.
 */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callAction } from '../../src/admin/control/client.js';
import type { CaughtMail } from '../support/catching-server.js';
import { startServerBehindPostfix, type ServerBehindPostfix } from '../support/server-behind-postfix.js';
import { calendarObject, dayAhead, plainMail } from '../support/invitation.js';
import { agendaOf } from '../support/read-server.js';
import { PASSWORD } from '../support/sending-server.js';
import { throwAwayFolder, type ThrowAwayFolder } from '../support/throw-away-folder.js';
import { waitFor } from '../support/wait-for.js';

const OUTSIDE = 'ann@partner.example';
const JOHN = 'john@corp.example';
const SET_UP_WITHIN_MS = 120_000;
const CLIENT_WITHIN_MS = 60_000;
const MAX_FAILED_LOGINS = 7;

let server: ServerBehindPostfix;
let folder: ThrowAwayFolder;
beforeAll(async () => {
  server = await startServerBehindPostfix({ FRONTDESK_SUBMISSION_MAX_FAILED_LOGINS: String(MAX_FAILED_LOGINS) });
  folder = await throwAwayFolder('clients');
}, SET_UP_WITHIN_MS);
afterAll(async () => {
  await folder.remove();
  await server.stop();
});

interface Ran {
  readonly output: string;
  readonly succeeded: boolean;
}

interface Given {
  readonly stdin?: string;
  /** Further environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Both outputs of a program; a failing one is no error here. */
async function run(program: string, args: readonly string[], { stdin = '', env = {} }: Given = {}): Promise<Ran> {
  const running = promisify(execFile)(program, args, { timeout: CLIENT_WITHIN_MS, env: { ...process.env, ...env } });
  running.child.stdin?.end(stdin);
  return running.then(
    ({ stdout, stderr }) => ({ output: stdout + stderr, succeeded: true }),
    (error: unknown) => {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      return { output: stdout + stderr, succeeded: false };
    },
  );
}

const arrived = (messageId: string): Promise<CaughtMail> =>
  server.outside.waitFor(({ bytes }) => bytes.includes(`<${messageId}>`));

async function mailFile(name: string, from = JOHN): Promise<string> {
  const path = join(folder.path, `${name}.eml`);
  await writeFile(path, plainMail({ from, to: OUTSIDE, messageId: `${name}@corp.example` }));
  return path;
}

const startTls = ['--tls'];
const implicitTls = ['--tls-on-connect'];

test.each<[string, string, readonly string[], string, string]>([
  ['swaks-1', 'john', startTls, 'PLAIN', JOHN],
  ['swaks-2', 'john', startTls, 'LOGIN', JOHN],
  ['swaks-3', 'john@corp.example', implicitTls, 'PLAIN', JOHN],
  ['swaks-4', 'john', implicitTls, 'LOGIN', JOHN],
  ['swaks-5', 'mary#john', startTls, 'PLAIN', 'mary@corp.example'],
  ['swaks-6', 'mary#john', implicitTls, 'LOGIN', 'mary@corp.example'],
  ['swaks-7', 'john', [...startTls, '--pipeline'], 'PLAIN', JOHN],
])('%s: %s with %s and AUTH %s', async (name, user, tls, mechanism, reversePath) => {
  const port = tls === implicitTls ? server.tlsPort : server.port;
  const { output } = await run('/usr/bin/swaks', [
    ...['--server', '127.0.0.1', '--port', String(port), ...tls],
    ...['--auth', mechanism, '--auth-user', user, '--auth-password', PASSWORD],
    ...['--from', reversePath, '--to', OUTSIDE, '--data', `@${await mailFile(name)}`],
  ]);
  expect(output).toMatch(/^<~. +235 2\.7\.0/m);
  expect(output).toMatch(/^<~. +250 2\.0\.0 Queued as [0-9a-f]{24}/m);
  expect((await arrived(`${name}@corp.example`)).from).toBe(reversePath);
});

test('what is offered: with and without TLS, before and after the login', async () => {
  const quit = ['--server', '127.0.0.1', '--quit-after', 'FIRST-EHLO'];
  const { output: plain } = await run('/usr/bin/swaks', [...quit, '--port', String(server.port)]);
  for (const keyword of ['PIPELINING', '8BITMIME', 'SMTPUTF8', 'DSN', 'SIZE', 'STARTTLS', 'AUTH PLAIN LOGIN']) {
    expect(plain).toContain(keyword);
  }
  const { output: secure } = await run('/usr/bin/swaks', [...quit, ...implicitTls, '--port', String(server.tlsPort)]);
  expect(secure).toContain('AUTH PLAIN LOGIN');
  expect(secure).not.toMatch(/STARTTLS|REQUIRETLS/);
});

interface Curl {
  readonly name: string;
  readonly user?: string;
  readonly password?: string;
  /** The reverse-path. */
  readonly from?: string;
  readonly author?: string;
  readonly more?: readonly string[];
}

async function curl({
  name,
  user = 'john',
  password = PASSWORD,
  from = JOHN,
  author = JOHN,
  more = [],
}: Curl): Promise<Ran> {
  return run('/usr/bin/curl', [
    ...['--silent', '--verbose', '--insecure', '--url', `smtps://127.0.0.1:${server.tlsPort}/client.example`],
    ...['--user', `${user}:${password}`, '--mail-from', from, '--mail-rcpt', OUTSIDE],
    ...['--upload-file', await mailFile(name, author), ...more],
  ]);
}

test('curl smtps://, and SASL PLAIN with an authorization identity', async () => {
  expect((await curl({ name: 'curl-1' })).output).toContain('250 2.0.0 Queued as');
  await arrived('curl-1@corp.example');
  const forJohn = { user: 'mary', from: 'mary@corp.example', more: ['--sasl-authzid', 'john'] };
  expect((await curl({ ...forJohn, name: 'curl-2' })).output).toContain('250 2.0.0 Queued as');
  const { bytes } = await arrived('curl-2@corp.example');
  expect(bytes.toString()).toMatch(/^Sender: .*<mary@corp\.example>\r$/m);
  const forOak = { ...forJohn, more: ['--sasl-authzid', 'oak'] };
  expect((await curl({ ...forOak, name: 'curl-3' })).output).toContain('535 5.7.8');
});

test('nodemailer: many messages over a few connections, each arrives once', async () => {
  const transport = createTransport({
    host: '127.0.0.1',
    port: server.port,
    requireTLS: true,
    tls: { rejectUnauthorized: false },
    auth: { user: 'john', pass: PASSWORD },
    pool: true,
    maxConnections: 3,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const ids = Array.from({ length: 30 }, (_, index) => `pooled-${index}@corp.example`);
  const messages = ids.map((messageId) => plainMail({ from: JOHN, to: OUTSIDE, messageId }));
  await Promise.all(messages.map((raw) => transport.sendMail({ envelope: { from: JOHN, to: OUTSIDE }, raw })));
  transport.close();
  for (const id of ids) await arrived(id);
  const pooled = server.outside.messages.filter(({ bytes }) => bytes.includes('<pooled-'));
  expect(pooled).toHaveLength(ids.length);
});

test('neomutt sends an invitation with an .ics file: the room has it', async () => {
  const home = join(folder.path, 'home');
  await mkdir(home);
  const uid = 'neomutt-1';
  const start = dayAhead(20, 9);
  const object = calendarObject({ uid, organizer: JOHN, attendee: 'oak@corp.example', start, minutes: 30 });
  const file = join(folder.path, 'invite.ics');
  await writeFile(file, `${object.join('\r\n')}\r\n`);
  const settings = [
    `set smtp_url="smtps://john@127.0.0.1:${server.tlsPort}/"`,
    `set smtp_pass="${PASSWORD}"`,
    `set smtp_authenticators="plain"`,
    `set certificate_file="${resolve('fixtures/tls/one.crt')}"`,
    'set ssl_verify_host=no',
    'set ssl_verify_dates=no',
    'set copy=no',
    `set from="${JOHN}"`,
    'set use_envelope_from=yes',
  ];
  const args = ['-n', '-F', '/dev/null', ...settings.flatMap((each) => ['-e', each]), '-s', 'Planning', '-a', file];
  const { output, succeeded } = await run('/usr/bin/neomutt', [...args, '--', 'oak@corp.example'], {
    stdin: 'You are invited.\n',
    env: { HOME: home, TERM: 'dumb' },
  });
  expect(succeeded, output).toBe(true);
  await waitFor('the booking', async () => (await agendaOf(server.frontdesk, 'oak')).some((row) => row.uid === uid));
});

test('RFC 6152: eight-bit lines come out as they went in', async () => {
  const body = 'Grüße aus Köln\r\n.\r\n..zwei Punkte\r\nEnde';
  const fields = ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'];
  const raw = plainMail({ from: JOHN, to: OUTSIDE, messageId: 'eight@corp.example', fields, body });
  await server.submit('john', { from: JOHN, to: [OUTSIDE], raw });
  const { bytes } = await arrived('eight@corp.example');
  expect(bytes.subarray(bytes.indexOf('\r\n\r\n')).toString()).toBe(`\r\n\r\n${body}\r\n`);
});

test('RFC 6531: an address outside ASCII goes as far as the host outside', async () => {
  const to = 'grüße@partner.example';
  const raw = plainMail({ from: JOHN, to, messageId: 'utf8@corp.example' });
  expect(await server.submit('john', { from: JOHN, to: [to], raw })).toContain('250 2.0.0');
  expect((await arrived('utf8@corp.example')).recipients).toEqual([to]);
  const log = await server.postfix.log();
  expect(log).toMatch(/smtp\[\d+\]: .*to=<grüße@partner\.example>.*status=sent/);
});

test('RFC 3461: NOTIFY=SUCCESS brings a report from Postfix back to the Inbox', async () => {
  const raw = plainMail({ from: JOHN, to: 'paul@corp.example', messageId: 'noted@corp.example' });
  const dsn = { notify: 'SUCCESS', ret: 'headers', id: 'noted-1' } as const;
  await server.submit('john', { from: JOHN, to: ['paul@corp.example'], raw, dsn });
  const { dataFolder } = server.frontdesk;
  await waitFor('the report', async () =>
    (await callAction(dataFolder, 'message-list', { account: 'john' })).some(({ subject }) =>
      subject.includes('Successful Mail Delivery Report'),
    ),
  );
});

test('guessed passwords are slowed and then not listened to; the right one works from elsewhere', async () => {
  const paul = { user: 'paul', from: 'paul@corp.example', author: 'paul@corp.example' };
  const guesser = ['--interface', '127.0.0.2'];
  const milliseconds: number[] = [];
  for (let guess = 0; guess < MAX_FAILED_LOGINS; guess += 1) {
    const begin = performance.now();
    const { output } = await curl({ ...paul, name: 'guess', password: 'another password', more: guesser });
    milliseconds.push(performance.now() - begin);
    expect(output).toContain('535 5.7.8');
  }
  // Three are free; the fifth answer after a failure waits 250 ms, then 500, then 1,000.
  expect(milliseconds.at(-1)).toBeGreaterThan(1000);
  expect((await curl({ ...paul, name: 'blocked', more: guesser })).output).toContain('454 4.7.0');
  expect((await curl({ ...paul, name: 'right', more: ['--interface', '127.0.0.3'] })).output).toContain('250 2.0.0');
  await arrived('right@corp.example');
});
