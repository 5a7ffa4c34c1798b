import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { SMTPServer } from 'smtp-server';
import type { SMTPConnection } from 'smtp-server/lib/smtp-connection';
import { afterEach, expect, test } from 'vitest';
import { tendConnection, type ClientTimes } from '../../../src/submission/tend-connection.js';

const cert = readFileSync('fixtures/tls/one.crt');
const key = readFileSync('fixtures/tls/one.key');

let close: () => Promise<void> = () => Promise.resolve();
afterEach(() => close());

async function startServer(times: ClientTimes): Promise<number> {
  const server = new SMTPServer({
    cert,
    key,
    hideENHANCEDSTATUSCODES: false,
    closeTimeout: 1,
    disableReverseLookup: true,
    allowInsecureAuth: true,
    maxAllowedUnauthenticatedCommands: 1_000_000,
    onAuth: (_auth, _session, done) => done(null, { user: { name: 'john' } }),
    onConnect({ id }, done) {
      const connection = [...server.connections].find((each) => each.session.id === id) as SMTPConnection;
      tendConnection(connection, times);
      done();
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  close = () =>
    new Promise((resolve) => {
      server.close(resolve);
    });
  return (listening.address() as AddressInfo).port;
}

/** Everything that the server says until it closes the connection; the client trickles all the while. */
async function trickle(socket: Socket): Promise<string> {
  let said = '';
  socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const timer = setInterval(() => socket.write('x'), 20);
  await once(socket, 'end');
  clearInterval(timer);
  socket.destroy();
  return said;
}

async function say(socket: Socket, line: string): Promise<void> {
  socket.write(`${line}\r\n`);
  await once(socket, 'data');
}

async function greeted(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'data');
  await say(socket, 'EHLO client.example');
  return socket;
}

test('a client that keeps sending and does not log in is disconnected, with the given code', async () => {
  const port = await startServer({ messageSeconds: 600, loginWithinMs: 200 });
  expect(await trickle(connect(port, '127.0.0.1'))).toMatch(/^220 .*\r\n421 4\.7\.0 Log in sooner\r\n$/s);
});

test('so is one that does STARTTLS and no more', async () => {
  const port = await startServer({ messageSeconds: 600, loginWithinMs: 500 });
  const plain = await greeted(port);
  await say(plain, 'STARTTLS');
  const socket = connectTls({ socket: plain, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  expect(await trickle(socket)).toMatch(/^421 4\.7\.0 Log in sooner\r\n$/);
});

test('a client that has logged in has its time for one message, too', async () => {
  const port = await startServer({ messageSeconds: 0.6, loginWithinMs: 200 });
  const socket = await greeted(port);
  await say(socket, `AUTH PLAIN ${Buffer.from('\0john\0secret').toString('base64')}`);
  expect(await trickle(socket)).toMatch(/^421 4\.4\.2 The message took too long\r\n$/);
});
