/**
 * HTTP clients that hold connections open with half a request, or with none: monitoring is answered all the same.
 */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { freePort } from '../support/free-port.js';
import { prepareFrontdesk, type Frontdesk } from '../support/frontdesk-process.js';
import { startSlowClients, type SlowClient, type SlowClients } from '../support/slow-clients.js';
import { waitFor } from '../support/wait-for.js';

let frontdesk: Frontdesk;
let port: number;
beforeAll(async () => {
  port = await freePort();
  frontdesk = await prepareFrontdesk({ env: { FRONTDESK_HTTP_LISTEN: `127.0.0.1:${port}` } });
  await frontdesk.start();
}, 120_000);
afterAll(() => frontdesk.remove());

let slow: SlowClients | null = null;
afterEach(() => slow?.stop());

const saying = (bytes: string, trickles: string | null): SlowClient => ({ says: [{ after: /^/, bytes }], trickles });
const kinds: Readonly<Record<string, SlowClient>> = {
  'that say nothing': saying('', null),
  'with half a request line': saying('GET /heal', null),
  'with half a header section': saying('GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ', 'x'),
  'with half a body': saying('POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n', 'x'),
  'with half a chunk': saying('POST /metrics HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n100\r\n', 'x'),
  'that are done, and stay': saying('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n', null),
  'that ask for figures without end': saying('GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(500), null),
};

async function ask(path: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } });
  return `${response.status} ${(await response.text()).split('\n')[0] ?? ''}`;
}

test.each(Object.keys(kinds))('70 clients %s, then 400: /healthz answers', async (kind) => {
  slow = await startSlowClients(port, 70, kinds[kind] as SlowClient);
  expect(await ask('/healthz')).toBe('200 alive');
  slow.stop();
  slow = await startSlowClients(port, 400, kinds[kind] as SlowClient);
  expect(await waitFor('an answer', () => ask('/healthz'))).toBe('200 alive');
  expect(await ask('/readyz')).toBe('200 ready');
});

test('half a request is given up after its time', async () => {
  slow = await startSlowClients(port, 3, kinds['with half a header section'] as SlowClient);
  await waitFor('the end of all three', () => slow?.connected() === 0, { withinMs: 60_000 });
  expect(slow.heard(0)).toMatch(/^HTTP\/1\.1 408 /);
});
