/**
 * An orderly end although nobody else is in order: an MTA that takes a connection and says nothing, a client that never
 * comes to the end of its message, others in the middle of theirs.
 */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { prepareFrontdesk } from '../support/frontdesk-process.js';
import { dayAhead, invitation, plainMail } from '../support/invitation.js';
import { connectLmtp } from '../support/lmtp-client.js';
import { messagesIn, outboxOf } from '../support/read-server.js';
import { waitFor } from '../support/wait-for.js';

/** What closeOnSignal allows; past it the process ends with what is open. */
const CLOSED_WITHIN_MS = 30_000;
const SESSIONS = 4;

test('SIGTERM: what was said to be delivered is there, once, and the answer that could not leave waits', async () => {
  const silent = await silentServer();
  onTestFinished(() => silent.close());
  const frontdesk = await prepareFrontdesk({ relayPort: silent.port });
  onTestFinished(() => frontdesk.remove());
  await frontdesk.start();
  await frontdesk.cli(['domain', 'add', 'corp.example']);
  for (const [name, kind] of [['anna', 'user'] as const, ['oak', 'room'] as const])
    await frontdesk.cli(['account', 'create', name, '--kind', kind, '--email', `${name}@corp.example`]);

  const organizer = await connectLmtp(frontdesk.lmtpPort);
  const [from, to] = ['eve@out.example', 'oak@corp.example'];
  const request = { uid: 'm', organizer: from, attendee: to, start: dayAhead(7, 9), minutes: 60 };
  expect(await organizer.send({ from, recipients: [to], bytes: invitation(request) })).toMatchObject([/^250/]);
  await waitFor('the relay to be asked', () => silent.sockets.length > 0);

  const hanging = await connectLmtp(frontdesk.lmtpPort);
  for (const line of [`MAIL FROM:<${from}>`, 'RCPT TO:<anna@corp.example>', 'DATA']) await hanging.command(line);
  const taken: string[] = [];
  const sessions = Array.from({ length: SESSIONS }, (_, session) =>
    sendUntilTheEnd(frontdesk.lmtpPort, session, taken),
  );
  await waitFor('mail to flow', () => taken.length > 2 * SESSIONS);

  process.kill(frontdesk.pid(), 'SIGTERM');
  await waitFor('an orderly end', () => frontdesk.log().includes('process-stopped'), { withinMs: CLOSED_WITHIN_MS });
  await Promise.all(sessions);
  await frontdesk.stop();
  await frontdesk.start();

  // Nobody heard 250 for more, nor less: a client that was cut off in the middle would bring its message again.
  const stored = (await messagesIn(frontdesk, 'anna')).map(({ messageId }) => messageId);
  expect(stored.toSorted()).toEqual(taken.toSorted());
  expect(await outboxOf(frontdesk)).toMatchObject([{ state: 'waiting', recipients: [from] }]);
});

async function sendUntilTheEnd(lmtpPort: number, session: number, taken: string[]): Promise<void> {
  const client = await connectLmtp(lmtpPort);
  for (let serial = 0; ; serial += 1) {
    const messageId = `stop-${session}-${serial}@out`;
    const [from, to] = ['bob@out.example', 'anna@corp.example'];
    const bytes = plainMail({ from, to, messageId });
    const [reply] = await client.send({ from, recipients: [to], bytes }).catch(() => ['']);
    if (reply?.startsWith('250') !== true) return;
    taken.push(`<${messageId}>`);
  }
}

async function silentServer() {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    // Cut off in the end.
    socket.on('error', () => undefined);
    sockets.push(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
