/**
 * Clients of submission that mean harm, or are broken: whatever comes over the socket, the MTA behind gets whole messages
 * and no more of them than there were, and the others are served.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSendingServer, PASSWORD, type SendingServer } from '../support/sending-server.js';
import { connectSmtp, type SmtpClient } from '../support/smtp-client.js';
import { waitFor } from '../support/wait-for.js';

const JOHN = 'john@corp.example';
const OUTSIDE = 'ann@partner.example';
const MAX_RECIPIENTS = 1000;
const IDLE_SECONDS = 5;
const ODD_OCTETS = [
  'a',
  'Z',
  '0',
  ':',
  ';',
  '<',
  '>',
  '@',
  ',',
  '"',
  ' ',
  '\t',
  '\r',
  '\n',
  '\0',
  '\x80',
  '\xff',
  '=',
  '(',
];

let server: SendingServer;
beforeAll(async () => {
  server = await startSendingServer({
    FRONTDESK_SUBMISSION_MAX_RECIPIENTS: String(MAX_RECIPIENTS),
    FRONTDESK_SUBMISSION_IDLE_SECONDS: `${IDLE_SECONDS}s`,
  });
}, 120_000);
afterAll(() => server.stop());

const logIn = (): Promise<SmtpClient> => connectSmtp(server.port, { user: 'john', password: PASSWORD });

/** Marks a message, so that it is known again behind. */
let number = 0;
const marked = (): string => `mark-${(number += 1)}-`;

async function hand(client: SmtpClient, header: string, body: string, recipients = [OUTSIDE]): Promise<string> {
  const bytes = Buffer.from(`${header}\r\n\r\n${body}`, 'latin1');
  return client.send({ from: JOHN, recipients, bytes });
}

const caughtWith = (mark: string) => server.corp.caught().filter(({ bytes }) => bytes.includes(mark));
const arrived = (mark: string) => waitFor(`the mail ${mark}`, () => caughtWith(mark)[0], { withinMs: 30_000 });

/** A message that comes after the others: what they set off has arrived before it, or never will. */
async function settled(): Promise<void> {
  const mark = marked();
  const client = await logIn();
  expect(await hand(client, `From: ${JOHN}`, mark)).toContain('250 2.0.0');
  await client.close();
  await arrived(mark);
  await waitFor('an empty outbox', async () => {
    const { stdout } = await server.corp.frontdesk.cli(['queue', 'list', '--json']);
    return stdout.toString().trim() === '[]';
  });
}

describe('a second message inside the first', () => {
  const inner = [`MAIL FROM:<${JOHN}>`, `RCPT TO:<eve@partner.example>`, 'DATA', 'From: x@y.example', '', 'smuggled'];

  test.each([
    ['\\n.\\n', '\n.\n'],
    ['\\n.\\r\\n', '\n.\r\n'],
    ['\\r\\n.\\n', '\r\n.\n'],
    ['\\r.\\r', '\r.\r'],
    ['\\r.\\r\\n', '\r.\r\n'],
    ['\\r\\n.\\r', '\r\n.\r'],
    ['\\r\\n\\0.\\r\\n', '\r\n\0.\r\n'],
    ['\\n..\\r\\n', '\n..\r\n'],
  ])('behind %s stays in it', async (_, end) => {
    const before = server.corp.caught().length;
    const mark = marked();
    const client = await logIn();
    await client.command(`MAIL FROM:<${JOHN}>`);
    await client.command(`RCPT TO:<${OUTSIDE}>`);
    await client.command('DATA');
    client.write(`From: ${JOHN}\r\n\r\n${mark}${end}${inner.join('\r\n')}\r\n.\r\n`);
    expect(await client.reply()).toContain('250 2.0.0');
    const { bytes, recipients } = await arrived(mark);
    await client.close();
    expect(recipients).toEqual([OUTSIDE]);
    const text = bytes.toString('latin1');
    expect(text).toContain('smuggled');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(server.corp.caught()).toHaveLength(before + 1);
  });
});

test('a header of any bytes is refused, or goes out whole and once', async () => {
  const octets = fc.string({ unit: fc.constantFrom(...ODD_OCTETS), maxLength: 60 });
  const names = fc.constantFrom('From', 'FROM ', 'Sender', 'To', 'Bcc', 'Date', 'X-Any', 'Resent-From', 'Content-Type');
  const line = fc.oneof(
    octets,
    fc.tuple(names, octets).map(([name, value]) => `${name}: ${value}`),
    fc.constant(`From: ${JOHN}`),
  );
  const client = await logIn();
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 6 }), fc.boolean(), async (lines, isAuthored) => {
      const mark = marked();
      const header = [...(isAuthored ? [`From: ${JOHN}`] : []), ...lines].join('\r\n');
      const reply = await hand(client, header, mark);
      expect(reply).toMatch(/^(250 2\.0\.0|550 5\.6\.0|550 5\.7\.1) /);
      if (!reply.startsWith('250')) return;
      const { bytes, recipients } = await arrived(mark);
      const text = bytes.toString('latin1');
      expect(recipients).toEqual([OUTSIDE]);
      expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      const section = text.slice(0, text.indexOf('\r\n\r\n'));
      expect(section.match(/^from[ \t]*:/gim)).toHaveLength(1);
      expect(section).not.toMatch(/^(resent-)?bcc[ \t]*:/im);
    }),
    { numRuns: 60 },
  );
  await client.close();
  await settled();
});

test('NUL: in the header section it is refused, in the body it is the body', async () => {
  const client = await logIn();
  expect(await hand(client, `From: ${JOHN}\r\nSubject: a\0b`, 'x')).toContain('550 5.6.0');
  const mark = marked();
  expect(await hand(client, `From: ${JOHN}`, `${mark}a\0b`)).toContain('250');
  expect((await arrived(mark)).bytes.includes('a\0b')).toBe(true);
  await client.close();
});

test(`${MAX_RECIPIENTS} recipients are accepted, one more is refused`, async () => {
  const client = await logIn();
  const mark = marked();
  const recipients = Array.from({ length: MAX_RECIPIENTS }, (_, index) => `r${index}@partner.example`);
  expect(await hand(client, `From: ${JOHN}`, mark, recipients)).toContain('250 2.0.0');
  await waitFor('all of them', () => {
    const reached = caughtWith(mark).flatMap((mail) => mail.recipients);
    return reached.length === MAX_RECIPIENTS && new Set(reached).size === MAX_RECIPIENTS;
  });
  expect(await hand(client, `From: ${JOHN}`, marked(), [...recipients, OUTSIDE])).toMatch(/^452.4\.5\.3 /);
  await client.close();
});

test('a header line of 100 KB', async () => {
  const client = await logIn();
  const mark = marked();
  const long = `X-Long: ${'x'.repeat(100_000)}`;
  const reply = await hand(client, `From: ${JOHN}\r\n${long}`, mark);
  expect(reply).toContain('250 2.0.0');
  expect((await arrived(mark)).bytes.includes(long)).toBe(true);
  await client.close();
});

test('a token of 100 KB at AUTH closes that connection only', async () => {
  const [harmful, other] = [await connectSmtp(server.port), await logIn()];
  harmful.write(`AUTH PLAIN ${'A'.repeat(100_000)}\r\n`);
  expect(await harmful.reply()).toMatch(/^421 /);
  await harmful.closed;
  expect(await hand(other, `From: ${JOHN}`, marked())).toContain('250 2.0.0');
  await other.close();
});

test('a client that falls silent in any phase is closed', async () => {
  const phases: Readonly<Record<string, (client: SmtpClient) => Promise<unknown>>> = {
    'after EHLO': () => Promise.resolve(),
    'in AUTH': (client) => client.command('AUTH LOGIN'),
    'in STARTTLS': (client) => client.command('STARTTLS'),
  };
  const loggedIn: typeof phases = {
    'after AUTH': () => Promise.resolve(),
    'after MAIL': (client) => client.command(`MAIL FROM:<${JOHN}>`),
    'after RCPT': async (client) => {
      await client.command(`MAIL FROM:<${JOHN}>`);
      await client.command(`RCPT TO:<${OUTSIDE}>`);
    },
    'in DATA': async (client) => {
      await client.command(`MAIL FROM:<${JOHN}>`);
      await client.command(`RCPT TO:<${OUTSIDE}>`);
      await client.command('DATA');
      client.write(`From: ${JOHN}\r\n\r\nhalf a mail`);
    },
  };
  const hang = async (client: SmtpClient, name: string, go: (client: SmtpClient) => Promise<unknown>) => {
    await go(client);
    await client.closed;
    return name;
  };
  const closed = await Promise.all([
    ...Object.entries(phases).map(async ([name, go]) => hang(await connectSmtp(server.port), name, go)),
    ...Object.entries(loggedIn).map(async ([name, go]) => hang(await logIn(), name, go)),
  ]);
  expect(closed).toEqual([...Object.keys(phases), ...Object.keys(loggedIn)]);
  await settled();
  expect(caughtWith('half a mail')).toEqual([]);
});
