/** Handing a message to an MTA that misbehaves in every phase. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { formatAddress, parseAddress, type Address } from '../../../src/mail/address.js';
import { createRelay, type Relay, type RelayReport } from '../../../src/outbox/relay.js';
import { address } from '../../support/account-fields.js';
import { startCatchingServer, type CatchingAnswer, type CatchingAnswers } from '../../support/catching-server.js';
import { freePort } from '../../support/free-port.js';

const room = address('boardroom@corp.example');
const ann = address('ann@partner.example');
const ben = address('ben@partner.example');
const cleo = address('cleo@partner.example');
const bytes = Buffer.from('Subject: yes\r\n\r\nThe room is yours.\r\n');
/** A busy machine may take long for anything but silence. */
const quick = { connectMs: 30_000, greetingMs: 30_000, silenceMs: 800, mailMs: 60_000 };

const open: (() => Promise<void> | void)[] = [];
afterAll(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function relayTo(answers: CatchingAnswers, timeouts = quick) {
  const mta = await startCatchingServer({ answers });
  open.push(() => mta.close());
  return { mta, relay: relayAt(mta.port, timeouts) };
}

function relayAt(port: number, timeouts = quick): Relay {
  const settings = { host: '127.0.0.1', port, user: '', password: '', tls: 'none', hostname: 'desk.invalid' } as const;
  const relay = createRelay({ ...settings, maxConnections: 2, timeouts });
  open.push(() => {
    relay.close();
  });
  return relay;
}

const toAnn = { reversePath: room, recipients: [ann], bytes };
const retried: Partial<RelayReport> = { retry: [ann], failed: [] };
const refused: Partial<RelayReport> = { retry: [], failed: [ann] };

const says = (code: number): CatchingAnswer => ({ code, text: 'not like this' });

describe('RFC 5321 §4.2: 4xx is tried again, 5xx is final; silence and a broken connection are tried again', () => {
  const inBody = (fault: 'hang' | 'close') => (): CatchingAnswers => ({ body: () => fault });
  const at = (phase: 'greeting' | 'mail' | 'recipient' | 'data') => (answer: CatchingAnswer) => ({
    [phase]: () => answer,
  });
  const cases: [string, CatchingAnswers, Partial<RelayReport>][] = [
    ['421 for a greeting', at('greeting')(says(421)), { ...retried, unreachable: true }],
    ['554 for a greeting: the MTA does not know us, the message is not to blame', at('greeting')(says(554)), retried],
    ['silence instead of a greeting', at('greeting')('hang'), { ...retried, unreachable: true }],
    ['hanging up instead of a greeting', at('greeting')('close'), { ...retried, unreachable: true }],
    ['451 to MAIL', at('mail')(says(451)), { ...retried, unreachable: false }],
    ['550 to MAIL', at('mail')(says(550)), { ...refused, unreachable: false }],
    ['silence after MAIL', at('mail')('hang'), { ...retried, unreachable: true }],
    ['hanging up after MAIL', at('mail')('close'), { ...retried, unreachable: true }],
    ['450 to RCPT', at('recipient')(says(450)), retried],
    ['550 to RCPT', at('recipient')(says(550)), refused],
    ['silence after RCPT', at('recipient')('hang'), { ...retried, unreachable: true }],
    ['hanging up after RCPT', at('recipient')('close'), { ...retried, unreachable: true }],
    ['silence in the middle of the body', inBody('hang')(), { ...retried, unreachable: true }],
    ['hanging up in the middle of the body', inBody('close')(), { ...retried, unreachable: true }],
    ['452 after the dot', at('data')(says(452)), { ...retried, unreachable: false }],
    ['554 after the dot', at('data')(says(554)), { ...refused, unreachable: false }],
    ['silence after the dot', at('data')('hang'), { ...retried, unreachable: true }],
    ['hanging up after the dot', at('data')('close'), { ...retried, unreachable: true }],
  ];
  it.concurrent.each(cases)('%s', async (_, answers, expected) => {
    const timeouts = answers.greeting === undefined ? quick : { ...quick, greetingMs: quick.silenceMs };
    const { relay, mta } = await relayTo(answers, timeouts);
    const report = await relay.send(toAnn);
    expect(report).toMatchObject(expected);
    expect(report.error).toMatch(/^[^\p{Cc}]+$/u);
    expect(mta.messages).toEqual([]);
    // One more at most, in place of a pooled one that may have been closed: all else is left to the outbox.
    expect(mta.connections()).toBeLessThanOrEqual(2);
  });

  it('nobody listens', async () => {
    const report = await relayAt(await freePort()).send(toAnn);
    expect(report).toMatchObject({ ...retried, unreachable: true });
    expect(report.error).toContain('ECONNREFUSED');
  });

  it('a peer that drips, and so is never silent, is left after the bound for a whole message', async () => {
    const dripping = createServer((socket) => {
      socket.write('220 here\r\n');
      socket.once('data', () => {
        const drop = setInterval(() => socket.write('250-more\r\n'), 20);
        socket.on('close', () => {
          clearInterval(drop);
        });
      });
      socket.on('error', () => undefined);
    });
    dripping.listen(0, '127.0.0.1');
    await once(dripping, 'listening');
    open.push(() => void dripping.close());
    const relay = relayAt((dripping.address() as AddressInfo).port, { ...quick, mailMs: 400 });
    expect(await relay.send(toAnn)).toMatchObject({ ...retried, unreachable: true });
  });
});

describe('connections are used again', () => {
  it('and replaced at once when the MTA has had enough of one: the message does not wait for a retry', async () => {
    let transactions = 0;
    const { relay, mta } = await relayTo({ mail: () => (++transactions === 2 ? 'close' : 'take') });
    await relay.send(toAnn);
    expect(await relay.send(toAnn)).toMatchObject({ retry: [], failed: [], error: null });
    expect(mta.messages).toHaveLength(2);
    expect(mta.connections()).toBe(2);
  });
});

describe('each recipient has a result of its own', () => {
  const mixed: CatchingAnswers = {
    recipient: (path) => (path.startsWith('ben') ? says(450) : path.startsWith('cleo') ? says(550) : 'take'),
  };

  it('one is taken, one comes again, one is refused', async () => {
    const { relay, mta } = await relayTo(mixed);
    const report = await relay.send({ ...toAnn, recipients: [cleo, ben, ann] });
    expect(report).toMatchObject({ retry: [ben], failed: [cleo], unreachable: false });
    expect((await mta.waitFor(1)).recipients).toEqual(['ann@partner.example']);
  });

  it('with no recipient accepted, 4xx and 5xx are still distinguished', async () => {
    const { relay, mta } = await relayTo(mixed);
    expect(await relay.send({ ...toAnn, recipients: [ben, cleo] })).toMatchObject({ retry: [ben], failed: [cleo] });
    expect(mta.messages).toEqual([]);
  });

  it('a refusal finds its recipient however the wire spells it', async () => {
    const spelled = [
      'J.Doe@Partner.Example',
      '"two words"@partner.example',
      'jörg@xn--bro-hoa.example',
      'a,b@x.example',
    ];
    const recipients = spelled.map((text) => parseAddress(text)).filter((each): each is Address => each !== null);
    const { relay } = await relayTo({ recipient: () => says(550) });
    expect(await relay.send({ ...toAnn, recipients })).toMatchObject({ retry: [], failed: recipients });
  });
});

describe('what arrives is what was given', () => {
  it('RFC 5321 §4.5.2: lines that begin with a dot, a last line without its end', async () => {
    const { relay, mta } = await relayTo({});
    const text = 'Subject: dots\r\n\r\n.\r\n..\r\n.one\r\n\r\n.\r\nlast';
    expect(await relay.send({ ...toAnn, bytes: Buffer.from(text) })).toMatchObject({
      retry: [],
      failed: [],
      error: null,
    });
    expect((await mta.waitFor(1)).bytes.toString()).toBe(`${text}\r\n`);
  });

  it('no line break that is not CRLF leaves: a bare LF before a dot would end the message for some', async () => {
    const { relay, mta } = await relayTo({});
    const text = 'Subject: smuggled\r\n\r\nbefore\n.\nMAIL FROM:<a@b.example>\n.\r\nafter\r\n';
    await relay.send({ ...toAnn, bytes: Buffer.from(text) });
    expect((await mta.waitFor(1)).bytes.toString()).not.toMatch(/(^|[^\r])\n/);
    expect(mta.messages).toHaveLength(1);
  });

  it('RFC 5321 §4.5.5: the null reverse-path, and a path as spelled', async () => {
    const { relay, mta } = await relayTo({});
    await relay.send({ ...toAnn, reversePath: null });
    await relay.send({ ...toAnn, recipients: [address('Ann.Lee@partner.example')] });
    expect(mta.messages.map(({ from, recipients }) => [from, recipients])).toEqual([
      ['', ['ann@partner.example']],
      ['boardroom@corp.example', ['Ann.Lee@partner.example']],
    ]);
    expect(mta.connections()).toBe(1);
  });

  it('any address and any bytes, over one connection', async () => {
    const { relay, mta } = await relayTo({});
    const localPart = fc.stringMatching(/^[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}$|^"[a-z]{1,9},[a-z]{1,9}"$/);
    const body = fc.array(fc.stringMatching(/^[ -~]{0,40}$/), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(localPart, body, async (local, lines) => {
        const to = address(`${local}@partner.example`);
        const mail = Buffer.from(['Subject: any', '', ...lines, ''].join('\r\n'));
        expect((await relay.send({ ...toAnn, recipients: [to], bytes: mail })).error).toBeNull();
        const caught = mta.messages.at(-1);
        expect(caught?.recipients).toEqual([formatAddress(to)]);
        expect(caught?.bytes).toEqual(mail);
      }),
      { numRuns: 60 },
    );
  });
});
