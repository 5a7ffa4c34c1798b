/**
 * Many guesses at once, over real connections: as few passwords are looked at as one after the other, and those who have
 * logged in before go on. Addresses of loopback stand for different clients.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD, startSendingServer, type SendingServer } from '../support/sending-server.js';
import { connectSmtp } from '../support/smtp-client.js';

const GUESSES = 180;
const MAX_FAILED_LOGINS = 30;
const [john, guesser] = ['127.0.0.2', '127.0.0.3'];

let server: SendingServer;
beforeAll(async () => {
  server = await startSendingServer({
    FRONTDESK_SUBMISSION_MAX_CONNECTIONS_PER_ADDRESS: String(GUESSES),
    FRONTDESK_SUBMISSION_MAX_FAILED_LOGINS: String(MAX_FAILED_LOGINS),
  });
}, 120_000);
afterAll(() => server.stop());

const logIn = async (from: string, password: string): Promise<string> => {
  const client = await connectSmtp(server.port, null, from);
  const reply = await client.command(`AUTH PLAIN ${Buffer.from(`\0john\0${password}`).toString('base64')}`);
  await client.close();
  return reply.slice(0, 9);
};

const refusals = (because: string): number =>
  server.corp.frontdesk
    .log()
    .split('\n')
    .filter((line) => line.includes('"login-refused"') && line.includes(because)).length;

test(`${GUESSES} guesses at once are ${MAX_FAILED_LOGINS} tries; who has logged in elsewhere is not held up`, async () => {
  expect(await logIn(john, PASSWORD)).toBe('235 2.7.0');
  const guesses = Array.from({ length: GUESSES }, (_, index) => logIn(guesser, `guess ${index}`));
  expect(await logIn(john, PASSWORD)).toBe('235 2.7.0');
  const replies = await Promise.all(guesses);
  expect(new Set(replies)).toEqual(new Set(['535 5.7.8', '454 4.7.0']));
  expect(refusals('wrong-password')).toBe(MAX_FAILED_LOGINS);
  expect(refusals('too-many-failures')).toBe(GUESSES - MAX_FAILED_LOGINS);
  // The right password is not looked at there any more, and is where it was right before.
  expect(await logIn(guesser, PASSWORD)).toBe('454 4.7.0');
  expect(await logIn(john, PASSWORD)).toBe('235 2.7.0');
});
