/**
 * LMTP clients that hold room and places and do not go on: a client that brings its message in one go is served meanwhile.
 * That no slow client was done first is what shows that nobody waited for one.
 */
import { afterEach, beforeAll, afterAll, describe, expect, test } from 'vitest';
import { startCorp, type Corp } from '../support/corp.js';
import { connectLmtp } from '../support/lmtp-client.js';
import { peakMemoryBytes } from '../support/process-memory.js';
import { startSlowClients, type SlowClient, type SlowClients } from '../support/slow-clients.js';
import { waitFor } from '../support/wait-for.js';

const MIB = 1024 * 1024;
const MAX_MEMORY_BYTES = 450 * MIB;
const envelope = 'LHLO slow.example\r\nMAIL FROM:<a@partner.example> SIZE=1048576\r\nRCPT TO:<ann@corp.example>\r\n';
const afterRcpt = /250 2\.1\.5/;
const text = Buffer.alloc(MIB - 1000, 'Subject: slow\r\n\r\nslow text\r\n');

const greeted = { after: /^220 /, bytes: envelope };
const kinds: Readonly<Record<string, SlowClient>> = {
  'with SIZE= and one octet': {
    says: [greeted, { after: afterRcpt, bytes: 'DATA\r\n' }, { after: /354/, bytes: 'S' }],
    trickles: 'x',
  },
  'with a mail of 1 MiB but for its end': {
    says: [greeted, { after: afterRcpt, bytes: 'DATA\r\n' }, { after: /354/, bytes: text }],
    trickles: null,
  },
  'with a chunk of 1 MiB but for its last octets': {
    says: [greeted, { after: afterRcpt, bytes: `BDAT ${MIB} LAST\r\n` }, { after: /^/, bytes: text }],
    trickles: 'x',
  },
  'with a line of dots': {
    says: [greeted, { after: afterRcpt, bytes: 'DATA\r\n' }, { after: /354/, bytes: '..\r\n'.repeat(50_000) }],
    trickles: '.',
  },
  'in a command line': { says: [{ after: /^220 /, bytes: 'LHLO ' }], trickles: 'x' },
};

let slow: SlowClients | null = null;
afterEach(() => slow?.stop());

describe('past all memory for messages under way', () => {
  let corp: Corp;
  beforeAll(async () => {
    corp = await startCorp();
    await corp.account('ann', 'user');
  }, 120_000);
  afterAll(() => corp.stop());

  test.each(Object.keys(kinds))('100 clients %s stop nobody', async (kind) => {
    slow = await startSlowClients(corp.frontdesk.lmtpPort, 100, kinds[kind] as SlowClient);
    for (const sizeBytes of [1000, 300_000, 3 * MIB]) {
      const mail = Buffer.alloc(sizeBytes, `Subject: quick\r\n\r\n${kind} ${sizeBytes}\r\n`);
      expect(await corp.deliver(mail, 'ann@corp.example')).toEqual(['250 2.0.0']);
    }
    expect(slow.connected()).toBe(100);
    expect(peakMemoryBytes(corp.frontdesk.pid()) ?? 0).toBeLessThan(MAX_MEMORY_BYTES);
  });

  test('RCPT without end by many clients lets others in between', async () => {
    const rcpts = 'RCPT TO:<nobody@corp.example>\r\n'.repeat(20_000);
    slow = await startSlowClients(corp.frontdesk.lmtpPort, 10, {
      says: [
        { after: /^220 /, bytes: 'LHLO slow.example\r\nMAIL FROM:<>\r\n' },
        { after: /250 2\.1\.0/, bytes: rcpts },
      ],
      trickles: null,
    });
    expect(await corp.deliver(Buffer.from('Subject: quick\r\n\r\nbetween\r\n'), 'ann@corp.example')).toEqual([
      '250 2.0.0',
    ]);
    const answered = slow.heard(0).split('550 5.1.1').length;
    expect(answered).toBeLessThan(20_000);
  });
});

describe('places', () => {
  const limits = (connections: number, ofAddress: number) => ({
    FRONTDESK_LMTP_MAX_CONNECTIONS: String(connections),
    FRONTDESK_LMTP_MAX_CONNECTIONS_PER_ADDRESS: String(ofAddress),
    FRONTDESK_LMTP_MESSAGE_SECONDS: '10s',
  });

  test.each([
    ['of all', limits(5, 100)],
    ['of one address', limits(100, 5)],
  ])('when slow clients have the places %s, they make room', async (_, env) => {
    const corp = await startCorp(env);
    try {
      await corp.account('ann', 'user');
      slow = await startSlowClients(corp.frontdesk.lmtpPort, 5, kinds['with SIZE= and one octet'] as SlowClient);
      await waitFor('a place', async () => {
        const client = await connectLmtp(corp.frontdesk.lmtpPort);
        await client.close();
        return client.greeting.startsWith('220');
      });
      expect(await corp.deliver(Buffer.from('Subject: quick\r\n\r\nx\r\n'), 'ann@corp.example')).toEqual(['250 2.0.0']);
    } finally {
      await corp.stop();
    }
  });

  test('a slow client gets 421 after lmtp.messageSeconds', async () => {
    const corp = await startCorp(limits(100, 100));
    try {
      await corp.account('ann', 'user');
      slow = await startSlowClients(corp.frontdesk.lmtpPort, 3, kinds['with SIZE= and one octet'] as SlowClient);
      await waitFor('the end of all three', () => slow?.connected() === 0, { withinMs: 60_000 });
      expect(slow.heard(2)).toMatch(/421 4\.4\.2 The message took too long\r\n$/);
    } finally {
      await corp.stop();
    }
  });
});
