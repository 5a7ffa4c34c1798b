/**
 * An address that cannot be had: one line that says what is in the way, one that says what to do, and no stack.
 */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareFrontdesk } from '../support/frontdesk-process.js';

let taken: Server;
let port: string;
beforeAll(async () => {
  taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  port = `127.0.0.1:${(taken.address() as AddressInfo).port}`;
});
afterAll(() => {
  taken.close();
});

/** What `start` says when it cannot. */
async function startWith(env: Readonly<Record<string, string>>): Promise<string> {
  const frontdesk = await prepareFrontdesk({ env });
  try {
    await frontdesk.cli(['start']);
    return 'it started';
  } catch (error) {
    return (error as Error).message.replace(/^frontdesk start ended with \d: /, '');
  } finally {
    await frontdesk.remove();
  }
}

const withoutLog = (output: string): string => output.replaceAll(/^\{.*\n/gm, '');

const isThere = /another process uses this address/;
const hasNoFolder = /the folder .* does not exist/;
const cases = [
  ['lmtp.listen', 'FRONTDESK_LMTP_LISTEN', () => port, isThere],
  ['submission.listen', 'FRONTDESK_SUBMISSION_LISTEN', () => port, isThere],
  ['submission.listen', 'FRONTDESK_SUBMISSION_LISTEN', () => 'unix:/none/a.sock', hasNoFolder],
  ['submission.listenTls', 'FRONTDESK_SUBMISSION_LISTEN_TLS', () => port, isThere],
] as const;
const tls = { FRONTDESK_TLS_CERTIFICATE: 'fixtures/tls/one.crt', FRONTDESK_TLS_KEY: 'fixtures/tls/one.key' };

test.each(cases)('%s', async (key, variable, address, says) => {
  const output = withoutLog(await startWith({ ...tls, [variable]: address() }));
  expect(output).toMatch(says);
  expect(output).toMatch(new RegExp(`^error: ${key} = [^\\n]+\\nnext: [^\\n]+\\n$`));
});

test('http.listen: mail flows, and the log says so in one line', async () => {
  const frontdesk = await prepareFrontdesk({ env: { FRONTDESK_HTTP_LISTEN: port } });
  try {
    await frontdesk.start();
    const lines = frontdesk
      .log()
      .split('\n')
      .filter((line) => line.includes('http-not-listening'));
    expect(lines).toHaveLength(1);
    const { reason, next, cause } = JSON.parse(lines[0] ?? '') as Record<string, string>;
    expect(reason).toMatch(isThere);
    expect(next).toMatch(/./);
    expect(cause).toBeUndefined();
  } finally {
    await frontdesk.remove();
  }
});

test('a certificate that cannot be used is one line, too', async () => {
  const output = await startWith({
    FRONTDESK_SUBMISSION_LISTEN: '127.0.0.1:0',
    FRONTDESK_TLS_CERTIFICATE: '/none.crt',
    FRONTDESK_TLS_KEY: '/none.key',
  });
  expect(withoutLog(output)).toMatch(/^error: tls\.certificate: [^\n]+\nnext: [^\n]+\n$/);
});
