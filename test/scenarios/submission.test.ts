/**
 * Sending mail over real sockets: who may send, as whom, what the sent message looks like, and where it is kept.
 */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { callAction } from '../../src/admin/control/client.js';
import { startSendingServer, PASSWORD, type SendingServer } from '../support/sending-server.js';
import { waitFor } from '../support/wait-for.js';

const OUTSIDE = 'ann@partner.example';

const mail = (fields: Readonly<Record<string, string>>, body = 'Hello\r\n'): string => {
  const all = { To: OUTSIDE, Subject: 'A word', Date: 'Sun, 22 Nov 2026 09:00:00 +0000', ...fields };
  return [...Object.entries(all).map(([name, value]) => `${name}: ${value}`), '', body].join('\r\n');
};

interface Listed {
  readonly uid: number;
  readonly subject: string;
}

describe('submission', () => {
  let server: SendingServer;
  beforeAll(async () => {
    server = await startSendingServer({
      FRONTDESK_SUBMISSION_MAX_RECIPIENTS: '5',
      FRONTDESK_SUBMISSION_MAX_MESSAGE_BYTES: '64KiB',
    });
  });
  afterAll(() => server.stop());

  const messagesOf = (account: string, folder: string): Promise<readonly Listed[]> =>
    callAction(server.corp.frontdesk.dataFolder, 'message-list', { account, folder });
  const headerOf = (text: string): readonly string[] =>
    text
      .slice(0, text.indexOf('\r\n\r\n'))
      .replaceAll(/\r\n[ \t]+/g, ' ')
      .split('\r\n');
  const fieldOf = (text: string, name: string): readonly string[] =>
    headerOf(text).filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`));

  describe('the header lines that result', () => {
    test("one's own message goes out as it was written", async () => {
      const raw = mail({ From: 'John <john@corp.example>', 'Message-ID': '<one@corp.example>' });
      expect(await server.submit('john', { from: 'john@corp.example', to: [OUTSIDE], raw })).toMatch(
        /^250 2\.0\.0 Queued as [0-9a-f]{24}$/,
      );
      const sent = await server.sent();
      expect(sent).toMatch(/^Received: by \S+ with ESMTPSA id [0-9a-f]{24};/);
      expect(sent.slice(sent.indexOf('To: '))).toBe(raw);
    });

    test('on behalf: From the owner, Sender the deputy, the deputy as reverse-path', async () => {
      const raw = mail({ From: 'john@corp.example' });
      await server.submit('mary', { from: 'mary@corp.example', to: [OUTSIDE], raw });
      const sent = await server.sent();
      expect(fieldOf(sent, 'From')).toEqual(['From: John Boss <john@corp.example>']);
      expect(fieldOf(sent, 'Sender')).toEqual(['Sender: =?utf-8?B?TWFyeSBNw7ZsbGVy?= <mary@corp.example>']);
      expect(fieldOf(sent, 'Message-ID')).toHaveLength(1);
      expect(server.corp.caught().at(-1)?.from).toBe('mary@corp.example');
    });

    test('send-as: the owner alone, as reverse-path too', async () => {
      const raw = mail({ From: 'John Boss <john@corp.example>', Sender: 'forged@corp.example' });
      await server.submit('paul', { from: 'paul@corp.example', to: [OUTSIDE], raw });
      const sent = await server.sent();
      expect(fieldOf(sent, 'Sender')).toEqual([]);
      expect(server.corp.caught().at(-1)?.from).toBe('john@corp.example');
    });

    test('actor#target writes as the target', async () => {
      const raw = mail({ From: 'Help Desk <helpdesk@corp.example>' });
      expect(await server.submit('mary#helpdesk', { from: 'helpdesk@corp.example', to: [OUTSIDE], raw })).toContain(
        '250',
      );
      expect(fieldOf(await server.sent(), 'From')).toEqual(['From: Help Desk <helpdesk@corp.example>']);
    });

    test('Bcc goes, bare LF becomes CRLF', async () => {
      const raw = mail({ From: 'john@corp.example', Bcc: 'eve@partner.example' }, 'one\ntwo\r\n.\nthree\r\n');
      await server.submit('john', { from: 'john@corp.example', to: [OUTSIDE, 'eve@partner.example'], raw });
      const sent = await server.sent();
      expect(fieldOf(sent, 'Bcc')).toEqual([]);
      expect(sent.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      expect(sent).toContain('one\r\ntwo\r\n.\r\nthree\r\n');
    });
  });

  describe('what is refused, at once', () => {
    it.each([
      [
        'an author one may not write as',
        'john',
        { From: 'mary@corp.example' },
        'john',
        '550 5.7.1',
        'mary@corp.example',
      ],
      ['an author outside', 'john', { From: 'ann@partner.example' }, 'john', '550 5.7.1', 'ann@partner.example'],
      [
        'one of several authors',
        'mary',
        { From: 'john@corp.example, paul@corp.example' },
        'mary',
        '550 5.7.1',
        'paul@',
      ],
      [
        'a reverse-path one may not use',
        'john',
        { From: 'john@corp.example' },
        'mary',
        '550 5.7.1',
        'mary@corp.example',
      ],
      ['group syntax', 'john', { From: 'All: john@corp.example;' }, 'john', '550 5.6.0', 'group'],
      ['an empty From', 'john', { From: '' }, 'john', '550 5.6.0', 'From'],
      ['no From', 'john', {}, 'john', '550 5.6.0', 'From'],
      [
        'two From fields',
        'john',
        { From: 'john@corp.example', FROM: 'mary@corp.example' },
        'john',
        '550 5.6.0',
        'From',
      ],
      [
        'after actor#target another author',
        'mary#helpdesk',
        { From: 'mary@corp.example' },
        'mary',
        '550 5.7.1',
        'mary@',
      ],
    ])('%s', async (_, user, fields, from, codes, named) => {
      const before = server.corp.caught().length;
      const reply = await server.submit(user, { from: `${from}@corp.example`, to: [OUTSIDE], raw: mail(fields) });
      expect(reply).toContain(codes);
      expect(reply).toContain(named);
      expect(server.corp.caught()).toHaveLength(before);
    });

    test('more than may be sent', async () => {
      const raw = mail({ From: 'john@corp.example' }, `${'x'.repeat(70)}\r\n`.repeat(1000));
      expect(await server.submit('john', { from: 'john@corp.example', to: [OUTSIDE], raw })).toMatch(/552.5\.3\.4/);
    });

    test('more recipients than may be named', async () => {
      const to = Array.from({ length: 6 }, (_, index) => `r${index}@partner.example`);
      const raw = mail({ From: 'john@corp.example' });
      const reply = await server.submit('john', { from: 'john@corp.example', to, raw });
      expect(reply).toContain('250');
      expect((await server.sent()).length).toBeGreaterThan(0);
      expect(server.corp.caught().at(-1)?.recipients).toHaveLength(5);
    });
  });

  test('RFC 8098 §2.1: a read receipt has the null reverse-path', async () => {
    const raw = mail({ From: 'john@corp.example' });
    expect(await server.submit('john', { from: null, to: [OUTSIDE], raw })).toContain('250');
    await server.sent();
    expect(server.corp.caught().at(-1)?.from).toBe('');
  });

  describe('logging in', () => {
    beforeAll(async () => {
      const { frontdesk } = server.corp;
      const withPassword = ['--password-stdin', '--kind', 'user', '--email'];
      await frontdesk.cli(
        ['account', 'create', 'sender', ...withPassword, 'sender@corp.example', '--send-only', 'yes'],
        PASSWORD,
      );
      await frontdesk.cli(
        ['account', 'create', 'gone', ...withPassword, 'gone@corp.example', '--enabled', 'no'],
        PASSWORD,
      );
      await frontdesk.cli(
        ['account', 'create', 'idle', ...withPassword, 'idle@corp.example', '--active', 'no'],
        PASSWORD,
      );
      await frontdesk.cli(
        ['account', 'create', 'barred', ...withPassword, 'barred@corp.example', '--feature', 'submission=no'],
        PASSWORD,
      );
    });
    const tryAs = (user: string, password = PASSWORD): Promise<string> =>
      server.submit(user, { from: null, to: [OUTSIDE], raw: mail({ From: `${user}@corp.example` }) }, { password });

    it.each(['sender', 'john@corp.example'])('%s may', async (user) => {
      const raw = mail({ From: `${user.split('@')[0] ?? ''}@corp.example` });
      expect(await server.submit(user, { from: null, to: [OUTSIDE], raw })).toContain('250');
      await server.sent();
    });

    it.each([
      ['a wrong password', 'john', 'another password'],
      ['an unknown name', 'nobody', PASSWORD],
      ['a disabled account', 'gone', PASSWORD],
      ['one that is not active', 'idle', PASSWORD],
      ['one without the feature', 'barred', PASSWORD],
      ['a shared mailbox', 'helpdesk', PASSWORD],
      ['an unknown target', 'mary#nobody', PASSWORD],
      ['a target one has no right for', 'paul#helpdesk', PASSWORD],
      ['two targets', 'mary#john#paul', PASSWORD],
    ])('%s: the same answer', async (_, user, password) => {
      expect(await tryAs(user, password)).toBe('535 5.7.8 Wrong login name or password');
    });

    it('TLS from the first byte does as well', async () => {
      const raw = mail({ From: 'john@corp.example' });
      const login = { port: server.tlsPort, implicitTls: true, startTls: false };
      expect(await server.submit('john', { from: 'john@corp.example', to: [OUTSIDE], raw }, login)).toContain('250');
      expect(await server.sent()).toContain('ESMTPSA');
    });
  });

  test('copies: both Sent folders, Bcc in the writer’s alone; of own message none', async () => {
    const raw = mail({ From: 'john@corp.example', Subject: 'Kept', Bcc: 'eve@partner.example' });
    await server.submit('mary', { from: 'mary@corp.example', to: [OUTSIDE], raw });
    await server.sent();
    const bytesOf = async (account: string): Promise<string> => {
      const found = (await messagesOf(account, 'Sent')).find(({ subject }) => subject === 'Kept');
      const args = ['message', 'show', account, String(found?.uid), '--folder', 'Sent', '--raw'];
      return (await server.corp.frontdesk.cli(args)).stdout.toString();
    };
    const [mary, john] = await Promise.all([bytesOf('mary'), bytesOf('john')]);
    expect(fieldOf(mary, 'Bcc')).toHaveLength(1);
    expect(fieldOf(john, 'Bcc')).toHaveLength(0);
    expect(fieldOf(john, 'Sender')).toHaveLength(1);
    expect(await messagesOf('paul', 'Sent')).toHaveLength(1);
  });

  test('an owner has a setting of their own for copies', async () => {
    const { dataFolder } = server.corp.frontdesk;
    const keep = (copySent: string) => callAction(dataFolder, 'account-update', { name: 'john', copySent });
    const sentAs = async (Subject: string): Promise<readonly boolean[]> => {
      const raw = mail({ From: 'john@corp.example', Subject });
      await server.submit('mary', { from: 'mary@corp.example', to: [OUTSIDE], raw });
      await server.sent();
      const listed = await Promise.all([messagesOf('mary', 'Sent'), messagesOf('john', 'Sent')]);
      return listed.map((folder) => folder.some(({ subject }) => subject === Subject));
    };
    await keep('owner');
    expect(await sentAs('Kept by the owner')).toEqual([false, true]);
    expect((await keep('none')).copySent).toBe('none');
    expect(await sentAs('Kept by nobody')).toEqual([false, false]);
    await server.corp.frontdesk.cli(['account', 'update', 'john', '--copy-sent', 'unset']);
    expect(await sentAs('Kept by both')).toEqual([true, true]);
  });

  test('the audit says who sent as whom', async () => {
    const rows = (await server.corp.frontdesk.cli(['audit', 'list', '--account', 'john', '--json'])).json();
    expect(rows).toContainEqual(
      expect.objectContaining({ actor: 'mary', owner: 'john', right: 'on-behalf', author: 'john@corp.example' }),
    );
    expect(rows).toContainEqual(expect.objectContaining({ actor: 'paul', owner: 'john', right: 'send-as' }));
  });

  test('over the soft quota nothing is sent', async () => {
    const { frontdesk } = server.corp;
    await frontdesk.cli(['account', 'update', 'mary', '--quota-soft', '1']);
    const raw = mail({ From: 'mary@corp.example' });
    expect(await server.submit('mary', { from: 'mary@corp.example', to: [OUTSIDE], raw })).toContain('552 5.2.2');
    await frontdesk.cli(['account', 'update', 'mary', '--quota-soft', '0']);
  });

  describe('injected on this machine', () => {
    test('goes to whom its header names', async () => {
      const raw = mail({ From: 'john@corp.example', Bcc: 'eve@partner.example' }).replaceAll('\r\n', '\n');
      const { stdout } = await server.corp.frontdesk.cli(['submit', '--as', 'john'], raw);
      expect(stdout.toString()).toMatch(/^250 2\.0\.0 Queued as/);
      await server.sent();
      expect(server.corp.caught().at(-1)?.recipients).toEqual([OUTSIDE, 'eve@partner.example']);
    });

    test('refused, it ends as a notice in the Inbox, with the message in it', async () => {
      const raw = mail({ From: 'mary@corp.example', Subject: 'Not mine' }, 'the text of it\r\n');
      await expect(server.corp.frontdesk.cli(['submit', '--as', 'paul'], raw)).rejects.toThrow('550 5.7.1');
      const [notice] = await messagesOf('paul', 'Inbox');
      expect(notice?.subject).toBe('Not sent: Not mine');
      const args = ['message', 'show', 'paul', String(notice?.uid), '--raw'];
      const text = (await server.corp.frontdesk.cli(args)).stdout.toString();
      expect(text).toContain('You are not allowed to write as <mary@corp.example>');
      expect(text).toContain('the text of it');
    });
  });
});

describe('the certificate', () => {
  // The files are looked at every ten seconds.
  test('is read again when its files change', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'frontdesk-tls-'));
    const [certificate, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
    const use = async (name: string): Promise<void> => {
      await copyFile(resolve(`fixtures/tls/${name}.key`), key);
      await copyFile(resolve(`fixtures/tls/${name}.crt`), certificate);
    };
    await use('one');
    const server = await startSendingServer({ FRONTDESK_TLS_CERTIFICATE: certificate, FRONTDESK_TLS_KEY: key });
    try {
      expect(await nameShown(server.tlsPort)).toBe('mail.example.org');
      await use('two');
      await waitFor('the new certificate', async () => (await nameShown(server.tlsPort)) === 'new.example.org', {
        withinMs: 30_000,
      });
    } finally {
      await server.stop();
      await rm(folder, { recursive: true });
    }
  });
});

/** The common name in the certificate that a TLS port shows. */
async function nameShown(port: number): Promise<string> {
  const socket: TLSSocket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  try {
    await new Promise<void>((done, failed) => {
      socket.once('secureConnect', done);
      socket.once('error', failed);
    });
    return String(socket.getPeerCertificate().subject.CN);
  } finally {
    socket.destroy();
  }
}
