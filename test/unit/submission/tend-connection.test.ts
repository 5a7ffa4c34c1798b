import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterEach, expect, test } from 'vitest';
import { tendConnection } from '../../../src/submission/tend-connection.js';

let close: () => Promise<void> = () => Promise.resolve();
afterEach(() => close());

/** Everything that the server said until it closed the connection; the client trickles all the while. */
async function listenTo(loginWithinMs: number): Promise<string> {
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    hideENHANCEDSTATUSCODES: false,
    closeTimeout: 1,
    disableReverseLookup: true,
    onConnect(session, done) {
      tendConnection(server, session, loginWithinMs);
      done();
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  close = () =>
    new Promise((resolve) => {
      server.close(resolve);
    });
  const socket = connect((listening.address() as AddressInfo).port, '127.0.0.1');
  let said = '';
  socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const trickle = setInterval(() => socket.write('x'), 20);
  await once(socket, 'end');
  clearInterval(trickle);
  socket.destroy();
  return said;
}

test('a client that is never silent and does not log in is sent away, with the code that we gave', async () => {
  expect(await listenTo(200)).toMatch(/^220 .*\r\n421 4\.7\.0 Log in sooner\r\n$/s);
});
