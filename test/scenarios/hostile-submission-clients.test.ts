/**
 * Clients of submission that cost more than they should: texts of nothing but line ends and dots, texts in single
 * octets, and clients that hold room and places. Another user sends a message meanwhile.
 */
import { connect as connectTls } from 'node:tls';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { peakMemoryBytes } from '../support/process-memory.js';
import { PASSWORD, startSendingServer, type SendingServer } from '../support/sending-server.js';
import { startSlowClients, type SlowClient, type SlowClients } from '../support/slow-clients.js';
import { waitFor } from '../support/wait-for.js';
import { connectSmtp, type SmtpClient } from '../support/smtp-client.js';

const MB = 1_000_000;
const MAX_MEMORY_BYTES = 450 * 1024 * 1024;
const MAX_MESSAGE_BYTES = 6 * MB;
const JOHN = 'john@corp.example';
const OUTSIDE = 'ann@partner.example';
const token = Buffer.from(`\0john\0${PASSWORD}`).toString('base64');

let server: SendingServer;
beforeAll(async () => {
  server = await startSendingServer({
    // What is taken waits: the test is of the way in.
    FRONTDESK_RELAY_HOST: '',
    FRONTDESK_SUBMISSION_MAX_MESSAGE_BYTES: String(MAX_MESSAGE_BYTES),
    FRONTDESK_SUBMISSION_MAX_IN_FLIGHT_BYTES: '16MiB',
    FRONTDESK_SUBMISSION_MAX_CONNECTIONS: '60',
    FRONTDESK_SUBMISSION_MAX_CONNECTIONS_PER_ADDRESS: '60',
  });
}, 120_000);
afterAll(() => server.stop());

let slow: SlowClients | null = null;
afterEach(() => slow?.stop());

async function begin(): Promise<SmtpClient> {
  const client = await connectSmtp(server.port, { user: 'john', password: PASSWORD });
  for (const line of [`MAIL FROM:<${JOHN}>`, `RCPT TO:<${OUTSIDE}>`, 'DATA']) await client.command(line);
  client.write(`From: ${JOHN}\r\n\r\n`);
  return client;
}

const handIn = (): Promise<string> =>
  server.submit('mary', { from: 'mary@corp.example', to: [OUTSIDE], raw: 'From: mary@corp.example\r\n\r\nquick\r\n' });

/** What the text is answered with, and how long that took. */
async function send(text: Buffer): Promise<{ readonly reply: string; readonly tookMs: number }> {
  const client = await begin();
  const startedAt = performance.now();
  client.write(text);
  client.write('\r\n.\r\n');
  const reply = await client.reply();
  const tookMs = performance.now() - startedAt;
  await client.close();
  return { reply: reply.slice(0, 9), tookMs };
}

describe('a text of 3 MB', () => {
  /** Of what is told from what in the reader. */
  const lines = [
    '\r\n',
    '\n',
    '\r',
    '..\r\n',
    '.\r',
    '\n..',
    '\n.',
    '\r.\n',
    '\r\r\n',
    '\n\r',
    '.\r.\n',
    '\0',
    '\r\n..\n..\r..',
  ];
  const letters = 'abcdefghijklmnopqrstuvwxyz\r\n';

  test('of any of these costs what letters cost, within a factor', async () => {
    const ordinaryMs = Math.max(200, (await send(Buffer.alloc(3 * MB, letters))).tookMs);
    for (const line of lines) {
      const { reply, tookMs } = await send(Buffer.alloc(3 * MB, line));
      expect(reply, JSON.stringify(line)).toMatch(/^250 2\.0\.0|^552 5\.3\.4/);
      expect(tookMs, JSON.stringify(line)).toBeLessThan(ordinaryMs * 20);
    }
    expect(peakMemoryBytes(server.corp.frontdesk.pid()) ?? 0).toBeLessThan(MAX_MEMORY_BYTES);
  });

  test('in single octets is still read while another message arrives', async () => {
    const client = await begin();
    const answers: string[] = [];
    void handIn().then((reply) => answers.push(reply));
    for (let sent = 0; answers.length === 0 && sent < 100_000; sent += 1) {
      client.write('.');
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(answers[0]).toContain('250 2.0.0');
    client.write('\r\n.\r\n');
    expect(await client.reply()).toContain('250 2.0.0');
    await client.close();
  });
});

describe('RFC 1870: the size is that of the message with its line ends mended', () => {
  test.each([
    ['LF: half of it is enough', '\n', MAX_MESSAGE_BYTES / 2 + 1000, '552 5.3.4'],
    ['LF: a little less is not', '\n', MAX_MESSAGE_BYTES / 2 - 1000, '250 2.0.0'],
    ['doubled dots count once', '..\r\n', MAX_MESSAGE_BYTES + 1000, '250 2.0.0'],
    ['letters', 'abc\r\n', MAX_MESSAGE_BYTES + 1000, '552 5.3.4'],
  ])('%s', async (_, line, sizeBytes, expected) => {
    expect((await send(Buffer.alloc(sizeBytes, line))).reply).toBe(expected);
  });

  test('many times too much is thrown away as it comes', async () => {
    expect((await send(Buffer.alloc(60 * MB, '\n'))).reply).toBe('552 5.3.4');
    expect(peakMemoryBytes(server.corp.frontdesk.pid()) ?? 0).toBeLessThan(MAX_MEMORY_BYTES);
  });
});

describe('clients that hold what they have', () => {
  const login = [
    { after: /^220 /, bytes: `EHLO slow.example\r\n` },
    { after: /250 [^\r\n]*\r\n$/, bytes: `AUTH PLAIN ${token}\r\n` },
  ];
  const data = [
    ...login,
    { after: /^235/, bytes: `MAIL FROM:<${JOHN}>\r\nRCPT TO:<${OUTSIDE}>\r\nDATA\r\n` },
    { after: /354/, bytes: Buffer.alloc(MB, `From: ${JOHN}\r\n\r\nslow\r\n`) },
  ];

  test('40 people in the middle of 1 MB each stop nobody', async () => {
    slow = await startSlowClients(server.port, 40, { says: data, trickles: '.' });
    expect(await handIn()).toContain('250 2.0.0');
    expect((await send(Buffer.alloc(3 * MB, 'abc\r\n'))).reply).toBe('250 2.0.0');
    expect(slow.connected()).toBe(40);
  });

  test.each<[string, () => number, SlowClient]>([
    ['that say nothing', () => server.port, { says: [], trickles: null }],
    ['in EHLO', () => server.port, { says: [{ after: /^220 /, bytes: 'EHLO ' }], trickles: 'x' }],
    [
      'in AUTH',
      () => server.port,
      { says: [...login.slice(0, 1), { after: /250 [^\r\n]*\r\n$/, bytes: 'AUTH PLAIN ' }], trickles: 'x' },
    ],
    [
      'in STARTTLS',
      () => server.port,
      { says: [...login.slice(0, 1), { after: /250 [^\r\n]*\r\n$/, bytes: 'STARTTLS\r\n' }], trickles: null },
    ],
    ['before TLS', () => server.tlsPort, { says: [], trickles: null }],
    ['in the handshake', () => server.tlsPort, { says: [{ after: /^/, bytes: '\x16\x03\x01' }], trickles: '\x01' }],
  ])('150 strangers %s leave places for those who log in', async (_, port, client) => {
    const strangers = await startSlowClients(port(), 150, client);
    slow = strangers;
    await waitFor('no more of them than places', () => strangers.connected() <= 60);
    expect(await handIn()).toContain('250 2.0.0');
    const tls = connectTls({ port: server.tlsPort, host: '127.0.0.1', rejectUnauthorized: false });
    await once(tls, 'secureConnect');
    expect(String((await once(tls, 'data'))[0])).toMatch(/^220 /);
    tls.destroy();
  });
});
