/**
 * What a session that stays open may still do when the directory has changed: every message is judged anew (RFC 6409 §6.1).
 */
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, startSendingServer, type SendingServer } from '../support/sending-server.js';

let server: SendingServer;
beforeAll(async () => {
  server = await startSendingServer();
}, 60_000);
afterAll(() => server.stop());

/** A mail program that keeps its connection. */
type Session = ReturnType<typeof openSession>;

const openSession = (user: string) =>
  createTransport({
    host: '127.0.0.1',
    port: server.port,
    pool: true,
    maxConnections: 1,
    requireTLS: true,
    tls: { rejectUnauthorized: false },
    auth: { user, pass: PASSWORD },
  });

describe('a session that was logged in before the change', { timeout: 60_000 }, () => {
  const send = async (session: Session, from: string): Promise<string> => {
    const envelope = { from: '', to: ['ann@partner.example'] };
    try {
      const raw = `From: ${from}@corp.example\r\nTo: ann@partner.example\r\n\r\nHello\r\n`;
      return (await session.sendMail({ envelope, raw })).response;
    } catch (error) {
      return (error as { response?: string }).response ?? String(error);
    }
  };

  it.each([
    ['disabled', 'eve', 'eve', ['account', 'update', 'eve', '--enabled', 'no']],
    ['without the feature', 'fay', 'fay', ['account', 'update', 'fay', '--feature', 'submission=no']],
    ['deleted', 'gus', 'gus', ['account', 'delete', 'gus']],
    ['its target is gone', 'hal#desk', 'desk', ['account', 'delete', 'desk']],
  ])('%s: 550 5.7.1', async (_, login, from, change) => {
    const { corp } = server;
    const name = login.split('#')[0] ?? '';
    const fields = ['--kind', 'user', '--email', `${name}@corp.example`, '--password-stdin'];
    await corp.frontdesk.cli(['account', 'create', name, ...fields], PASSWORD);
    if (login !== name) {
      await corp.account(from, 'shared');
      await corp.frontdesk.cli(['sendas', 'add', from, name]);
    }
    const session = openSession(login);
    try {
      expect(await send(session, from)).toContain('250');
      await corp.frontdesk.cli(change);
      expect(await send(session, from)).toBe('550 5.7.1 This account is no longer allowed to send');
    } finally {
      session.close();
    }
  });
});
