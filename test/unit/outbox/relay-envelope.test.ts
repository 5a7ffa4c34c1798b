/** What is said to the MTA beside the addresses: size, wishes for notifications, letters and octets beyond ASCII. */
import { afterEach, describe, expect, it } from 'vitest';
import { createRelay, type RelayMessage } from '../../../src/outbox/relay.js';
import { address } from '../../support/account-fields.js';
import { startScriptedMta, type MtaScript } from '../../support/scripted-mta.js';

const [ann, ben, jorg] = [address('ann@x.example'), address('ben@x.example'), address('jörg@x.example')];
const room = address('room@corp.example');
const mail: RelayMessage = { reversePath: room, recipients: [ann], bytes: Buffer.from('Subject: a\r\n\r\n') };
const timeouts = { connectMs: 30_000, greetingMs: 30_000, silenceMs: 800, mailMs: 60_000 };

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function relayTo(script: MtaScript) {
  const mta = await startScriptedMta(script);
  const ours = { user: '', password: '', tls: 'none', maxConnections: 2, hostname: 'desk.invalid', timeouts } as const;
  const relay = createRelay({ host: '127.0.0.1', port: mta.port, ...ours });
  open.push(
    () => mta.close(),
    () => {
      relay.close();
    },
  );
  return { relay, said: () => mta.lines.filter((line) => /^(MAIL|RCPT)/.test(line)), mta };
}

describe('RFC 3461 §5.2.1: wishes for notifications pass on', () => {
  const dsn = {
    ret: 'HDRS',
    envid: 'QQ+3D314',
    byRecipient: { 'ann@x.example': { notify: 'SUCCESS,FAILURE', orcpt: 'rfc822;ann+2Btag@corp.example' } },
  } as const;

  it('as the client wrote them, encoded once', async () => {
    const { relay, said } = await relayTo({ offers: ['DSN'] });
    expect((await relay.send({ ...mail, dsn })).error).toBeNull();
    expect(said()).toEqual([
      'MAIL FROM:<room@corp.example> RET=HDRS ENVID=QQ+3D314',
      'RCPT TO:<ann@x.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;ann+2Btag@corp.example',
    ]);
  });

  it.each([
    ['NEVER', 'RCPT TO:<ann@x.example> NOTIFY=NEVER'],
    ['DELAY', 'RCPT TO:<ann@x.example> NOTIFY=DELAY'],
  ])('NOTIFY=%s', async (notify, expected) => {
    const { relay, said } = await relayTo({ offers: ['DSN'] });
    await relay.send({ ...mail, dsn: { ...dsn, byRecipient: { 'ann@x.example': { notify, orcpt: null } } } });
    expect(said()[1]).toBe(expected);
  });

  it('nothing of them to an MTA that does not offer DSN', async () => {
    const { relay, said } = await relayTo({});
    expect((await relay.send({ ...mail, dsn })).error).toBeNull();
    expect(said()).toEqual(['MAIL FROM:<room@corp.example>', 'RCPT TO:<ann@x.example>']);
  });

  it('a wish that only some recipients have is not said for all; what is not printable is not said', async () => {
    const { relay, said } = await relayTo({ offers: ['DSN'] });
    const given = { ...dsn, envid: 'a+0D+0ARCPT' };
    expect((await relay.send({ ...mail, recipients: [ann, ben], dsn: given })).error).toBeNull();
    expect(said()).toEqual([
      'MAIL FROM:<room@corp.example> RET=HDRS',
      'RCPT TO:<ann@x.example>',
      'RCPT TO:<ben@x.example>',
    ]);
  });
});

describe('RFC 6152: octets beyond ASCII', () => {
  const bytes = Buffer.from('Subject: Grüße\r\n\r\nGrüße\r\n');

  it.each([
    ['are announced where the MTA offers 8BITMIME', ['8BITMIME'], 'MAIL FROM:<room@corp.example> BODY=8BITMIME'],
    ['go as they are where it does not', [], 'MAIL FROM:<room@corp.example>'],
  ])('%s', async (_, offers, expected) => {
    const { relay, said, mta } = await relayTo({ offers });
    expect((await relay.send({ ...mail, bytes })).error).toBeNull();
    expect(said()[0]).toBe(expected);
    expect(mta.lines).toContain('Grüße');
  });

  it('a message in ASCII announces nothing', async () => {
    const { relay, said } = await relayTo({ offers: ['8BITMIME'] });
    await relay.send(mail);
    expect(said()[0]).toBe('MAIL FROM:<room@corp.example>');
  });
});

describe('RFC 1870: the size', () => {
  it('is announced', async () => {
    const { relay, said } = await relayTo({ offers: ['SIZE 1000'] });
    await relay.send(mail);
    expect(said()[0]).toBe(`MAIL FROM:<room@corp.example> SIZE=${mail.bytes.length}`);
  });

  it('a message that the MTA will never accept is not sent again each hour', async () => {
    const { relay, said } = await relayTo({ offers: ['SIZE 1000'] });
    const report = await relay.send({ ...mail, bytes: Buffer.alloc(2000, 'a') });
    expect(report).toMatchObject({ retry: [], failed: [ann], unreachable: false });
    expect(report.error).toContain('1000');
    expect(said()).toEqual([]);
  });
});

describe('RFC 6531 §3.4: addresses beyond ASCII', () => {
  it('are said to an MTA that offers SMTPUTF8, which is asked once', async () => {
    const { relay, said, mta } = await relayTo({ offers: ['SMTPUTF8'] });
    for (let times = 0; times < 2; times++) {
      expect((await relay.send({ ...mail, recipients: [ann, jorg] })).error).toBeNull();
    }
    expect(said().slice(0, 3)).toEqual([
      'MAIL FROM:<room@corp.example> SMTPUTF8',
      'RCPT TO:<ann@x.example>',
      'RCPT TO:<jörg@x.example>',
    ]);
    expect(mta.lines.filter((line) => line.startsWith('EHLO'))).toHaveLength(2);
  });

  it('fail for good at one that does not; others get the message', async () => {
    const { relay, said } = await relayTo({});
    const report = await relay.send({ ...mail, recipients: [ann, jorg] });
    expect(report).toMatchObject({ retry: [], failed: [jorg], unreachable: false });
    expect(report.replies?.get('jörg@x.example')).toMatch(/^5\.6\.7 .*SMTPUTF8/);
    expect(said()).toEqual(['MAIL FROM:<room@corp.example>', 'RCPT TO:<ann@x.example>']);
  });

  it('as the reverse-path they leave no recipient', async () => {
    const { relay, said } = await relayTo({});
    const report = await relay.send({ ...mail, reversePath: jorg, recipients: [ann, ben] });
    expect(report).toMatchObject({ retry: [], failed: [ann, ben] });
    expect(said()).toEqual([]);
  });

  it('a domain has a spelling in ASCII', async () => {
    const { relay, said } = await relayTo({});
    await relay.send({ ...mail, recipients: [address('ann@büro.example')] });
    expect(said()[1]).toBe('RCPT TO:<ann@xn--bro-hoa.example>');
  });

  it.each<[string, MtaScript]>([
    ['refuses every connection', { greeting: '554 no' }],
    ['hangs up', { replies: { EHLO: 'close' } }],
    ['is silent', { replies: { EHLO: 'hang' } }],
  ])('wait while the MTA %s', async (_, script) => {
    const { relay } = await relayTo(script);
    expect(await relay.send({ ...mail, recipients: [jorg] })).toMatchObject({
      retry: [jorg],
      failed: [],
      unreachable: true,
    });
  });

  it('that fail after the reply for others was lost have failed', async () => {
    const { relay } = await relayTo({ replies: { end: 'close' } });
    expect(await relay.send({ ...mail, recipients: [ann, jorg] })).toMatchObject({ retry: [ann], failed: [jorg] });
  });
});
