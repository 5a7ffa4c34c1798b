/** Handing a message to an MTA that misbehaves in the phases in which no message is under way yet, and in the last ones. */
import { afterAll, describe, expect, it } from 'vitest';
import { createRelay, type Relay, type RelayReport, type RelaySettings } from '../../../src/outbox/relay.js';
import { address } from '../../support/account-fields.js';
import { startScriptedMta, type MtaScript } from '../../support/scripted-mta.js';

const [ann, ben, cleo] = [address('ann@x.example'), address('ben@x.example'), address('cleo@x.example')];
const toAnn = {
  reversePath: address('room@corp.example'),
  recipients: [ann],
  bytes: Buffer.from('Subject: a\r\n\r\n'),
};
/** A busy machine may take long for anything but silence. */
const timeouts = { connectMs: 30_000, greetingMs: 30_000, silenceMs: 800, mailMs: 60_000 };

const open: (() => Promise<void> | void)[] = [];
afterAll(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function relayTo(script: MtaScript, change: Partial<RelaySettings> = {}) {
  const mta = await startScriptedMta(script);
  const ours = { user: '', password: '', tls: 'none', maxConnections: 2, hostname: 'desk.invalid', timeouts } as const;
  const relay: Relay = createRelay({ host: '127.0.0.1', port: mta.port, ...ours, ...change });
  open.push(
    () => mta.close(),
    () => {
      relay.close();
    },
  );
  return { mta, relay };
}

const taken: Partial<RelayReport> = { retry: [], failed: [], error: null, unreachable: false };
const later: Partial<RelayReport> = { retry: [ann], failed: [], unreachable: true };
const laterAgain: Partial<RelayReport> = { retry: [ann], failed: [], unreachable: false };
const never: Partial<RelayReport> = { retry: [], failed: [ann], unreachable: false };

type Case = readonly [string, MtaScript, Partial<RelaySettings>, Partial<RelayReport>];

const tls = { offers: ['STARTTLS', 'AUTH PLAIN'] };
const login = { user: 'desk', password: 'secret' };
const encrypting: Partial<RelaySettings> = { tls: 'opportunistic' };

const beforeTheMail: readonly Case[] = [
  ['502 to EHLO: HELO is said', { replies: { EHLO: '502 no' } }, {}, taken],
  ['421 to EHLO', { replies: { EHLO: '421 not now' } }, {}, later],
  ['550 to EHLO and HELO', { replies: { EHLO: '550 no', HELO: '550 no' } }, {}, later],
  ['silence after EHLO', { replies: { EHLO: 'hang' } }, {}, later],
  ['hanging up after EHLO', { replies: { EHLO: 'close' } }, {}, later],
  ['no SMTP at all', { greeting: 'HTTP/1.1 400 Bad Request' }, {}, later],

  [
    'RFC 7435: 454 to STARTTLS, in the clear if it may be',
    { ...tls, replies: { STARTTLS: '454 no' } },
    encrypting,
    taken,
  ],
  [
    '454 to STARTTLS, but never a password',
    { ...tls, replies: { STARTTLS: '454 no' } },
    { ...encrypting, ...login },
    later,
  ],
  ['454 to STARTTLS, required', { ...tls, replies: { STARTTLS: '454 no' } }, { tls: 'required' }, later],
  ['no STARTTLS, required', { replies: { STARTTLS: '502 no' } }, { tls: 'required' }, later],
  ['silence after STARTTLS', { ...tls, replies: { STARTTLS: 'hang' } }, encrypting, later],
  ['hanging up after STARTTLS', { ...tls, replies: { STARTTLS: 'close' } }, encrypting, later],
  ['silence in place of a handshake', tls, encrypting, later],
  ['no TLS from the first byte', {}, { tls: 'implicit' }, later],

  ['454 to AUTH', { offers: ['AUTH PLAIN'], replies: { AUTH: '454 later' } }, login, later],
  ['535 to AUTH: the mail is not to blame', { offers: ['AUTH PLAIN'], replies: { AUTH: '535 no' } }, login, later],
  ['silence after AUTH', { offers: ['AUTH PLAIN'], replies: { AUTH: 'hang' } }, login, later],
  ['hanging up after AUTH', { offers: ['AUTH PLAIN'], replies: { AUTH: 'close' } }, login, later],
  [
    'no AUTH today: the message is not tried without',
    { replies: { AUTH: '502 what?', RCPT: '554 denied' } },
    login,
    later,
  ],
];

const withTheMail: readonly Case[] = [
  ['no reply but a text to MAIL', { replies: { MAIL: 'what?' } }, {}, laterAgain],
  ['a code that there is not', { replies: { RCPT: '999 what?' } }, {}, laterAgain],
  ['421 to RCPT', { replies: { RCPT: '421 not now' } }, {}, laterAgain],
  ['451 to DATA', { replies: { DATA: '451 not now' } }, {}, laterAgain],
  ['554 to DATA', { replies: { DATA: '554 no' } }, {}, never],
  ['silence after DATA', { replies: { DATA: 'hang' } }, {}, later],
  ['hanging up after DATA', { replies: { DATA: 'close' } }, {}, later],
  ['no reply but a text after the dot', { replies: { end: 'what?' } }, {}, laterAgain],
  ['421 after the dot', { replies: { end: '421 not now' } }, {}, laterAgain],
];

describe('RFC 5321 §4.2: what a phase comes to', () => {
  it.concurrent.each([...beforeTheMail, ...withTheMail])('%s', async (_, script, change, expected) => {
    const { relay, mta } = await relayTo(script, change);
    expect(await relay.send(toAnn)).toMatchObject(expected);
    expect(mta.taken()).toBe(expected === taken ? 1 : 0);
    const encrypted = change.tls === undefined;
    expect(mta.lines.some((line) => line.startsWith('AUTH'))).toBe(change.user !== undefined && encrypted);
  });

  it('with PIPELINING too, each recipient has the result that it was given', async () => {
    const replies = {
      RCPT: (line: string) => (line.includes('ben') ? '450 later' : line.includes('cleo') ? '550 no' : '250 ok'),
    };
    for (const offers of [[], ['PIPELINING']]) {
      const { relay } = await relayTo({ offers, replies });
      const report = await relay.send({ ...toAnn, recipients: [ann, ben, cleo] });
      expect(report).toMatchObject({ retry: [ben], failed: [cleo] });
      expect(report.replies?.get('cleo@x.example')).toBe('550 no');
    }
  });

  it('a message that was taken stays taken, whatever becomes of the connection', async () => {
    for (const ending of ['close', 'hang', '500 what?']) {
      const { relay, mta } = await relayTo({ replies: { QUIT: ending, RSET: ending } });
      expect(await relay.send(toAnn)).toMatchObject(taken);
      relay.close();
      expect(mta.taken()).toBe(1);
    }
  });
});

describe('connections', () => {
  it('are never more than set, however many messages are on their way', async () => {
    const { relay, mta } = await relayTo({}, { maxConnections: 3 });
    const reports = await Promise.all(Array.from({ length: 40 }, () => relay.send(toAnn)));
    expect(reports.every(({ error }) => error === null)).toBe(true);
    expect(mta.taken()).toBe(40);
    expect(mta.mostConnections()).toBe(3);
  });

  it('that hang do not hold a message longer than its bound, waiting for one included', async () => {
    // One after the other they would take minutes.
    const bounded = { ...timeouts, silenceMs: 10_000, mailMs: 1_000 };
    const { relay } = await relayTo({ replies: { MAIL: 'hang' } }, { maxConnections: 1, timeouts: bounded });
    const startedAt = performance.now();
    const reports = await Promise.all(Array.from({ length: 20 }, () => relay.send(toAnn)));
    expect(reports.every(({ retry }) => retry.length === 1)).toBe(true);
    expect(performance.now() - startedAt).toBeLessThan(60_000);
  });
});
