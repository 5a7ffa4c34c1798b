/**
 * Who is believed behind a real Postfix: with the recipes in packaging/ an aligned DKIM signature
 * proves the organizer, a colleague is proven by the log-in, and fields that senders have forged prove nothing.
 */
import { generateKeyPairSync } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCatchingServer, type CatchingServer } from '../support/catching-server.js';
import { prepareFrontdesk, type Frontdesk } from '../support/frontdesk-process.js';
import { freePort } from '../support/free-port.js';
import { dayAhead, invitation, type Invitation } from '../support/invitation.js';
import { type Filter, startOpenDkim } from '../support/opendkim.js';
import { startAll, startOpenDmarc } from '../support/opendmarc.js';
import { startPostfix, type Postfix } from '../support/postfix.js';
import { startRspamd } from '../support/rspamd.js';
import { messagesIn } from '../support/read-server.js';
import { startSaslServer, type SaslServer } from '../support/sasl-server.js';
import { waitFor } from '../support/wait-for.js';

const COLLEAGUE = 'john@corp.example';
const PASSWORD = 'long-enough';
const AUTHSERV = 'mta.corp.example';
const ORGANIZER = 'organizer@partner.example';
const ROOM = 'oak@corp.example';
const START = dayAhead(7, 9);
const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

const key = `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`;
const keys = { 's1._domainkey.partner.example': key, 's1._domainkey.evil.example': key };
const policies = { '_dmarc.partner.example': 'v=DMARC1; p=none', '_dmarc.evil.example': 'v=DMARC1; p=none' };

let outside: CatchingServer;
let frontdesk: Frontdesk;
let filter: Filter;
let sasl: SaslServer;
let postfix: Postfix;
const closers: (() => Promise<unknown>)[] = [];

async function start(startFilter: () => Promise<Filter>): Promise<void> {
  outside = await startCatchingServer();
  closers.push(() => outside.close());
  const smtpPort = await freePort();
  frontdesk = await prepareFrontdesk({
    relayPort: smtpPort,
    env: {
      FRONTDESK_BOOKING_TRUST: 'authenticated',
      FRONTDESK_BOOKING_TRUSTED_AUTHSERV: AUTHSERV,
      FRONTDESK_BOOKING_TRUSTED_RELAYS: '192.0.2.25',
    },
  });
  closers.push(() => frontdesk.remove());
  await frontdesk.start();
  await frontdesk.cli(['domain', 'add', 'corp.example']);
  await frontdesk.cli(['account', 'create', 'oak', '--kind', 'room', '--email', ROOM]);
  await frontdesk.cli(['account', 'create', 'john', '--kind', 'user', '--email', COLLEAGUE]);
  filter = await startFilter();
  closers.push(() => filter.stop());
  sasl = await startSaslServer(PASSWORD);
  closers.push(() => sasl.stop());
  postfix = await startPostfix({
    lmtpPort: frontdesk.lmtpPort,
    outsidePort: outside.port,
    smtpPort,
    further: {
      smtpd_milters: filter.ports.map((port) => `inet:127.0.0.1:${port}`).join(', '),
      milter_default_action: 'tempfail',
      smtpd_sasl_auth_enable: 'yes',
      smtpd_sasl_type: 'dovecot',
      smtpd_sasl_path: `inet:127.0.0.1:${sasl.port}`,
    },
  });
  closers.push(() => postfix.stop());
}

/** Also after a start that failed half-way. */
async function stop(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

interface Sent extends Partial<Invitation> {
  readonly messageId: string;
  /** The domain that signs. */
  readonly signedBy?: string;
  /** Who logs in to Postfix. */
  readonly user?: string;
}

/** Resolves when Postfix has delivered it. */
async function send({ signedBy, user, ...changes }: Sent): Promise<void> {
  const meeting = { uid: 'trust-1', organizer: ORGANIZER, attendee: ROOM, start: START, minutes: 60, ...changes };
  const signature = signedBy === undefined ? {} : { dkim: { domainName: signedBy, keySelector: 's1', privateKey } };
  const logIn = user === undefined ? {} : { auth: { user, pass: PASSWORD } };
  const mta = createTransport({ host: '127.0.0.1', port: postfix.smtpPort, ignoreTLS: true, ...signature, ...logIn });
  await mta.sendMail({ envelope: { from: meeting.organizer, to: ROOM }, raw: invitation(meeting) });
  mta.close();
  await waitFor('Postfix to deliver it', async () =>
    (await postfix.log()).includes(`message-id=<${changes.messageId}>`),
  );
  await waitFor('an empty queue', async () => (await postfix.queue()).length === 0);
}

async function bookings(): Promise<string[]> {
  const rows = (await frontdesk.cli(['booking', 'agenda', 'oak', '--json'])).json() as { start: string }[];
  return rows.map(({ start }) => new Date(start).toISOString());
}

/** Spellings under which a sender may try to speak for the filter. */
const forgeries = [
  `Authentication-Results: ${AUTHSERV}; dkim=pass header.d=partner.example; dmarc=pass header.from=partner.example`,
  `authentication-results:${AUTHSERV.toUpperCase()};\r\n\tdmarc=pass header.from=partner.example`,
  `Authentication-Results: (a comment) "${AUTHSERV}"; dmarc=pass header.from=partner.example`,
  `Authentication-Results: "mta\\.corp\\.example" 1; dmarc=pass header.from=partner.example`,
];

const filters: readonly (readonly [name: string, start: () => Promise<Filter>])[] = [
  ['OpenDKIM', () => startOpenDkim(AUTHSERV, keys)],
  [
    'OpenDKIM and OpenDMARC',
    () =>
      startAll(
        () => startOpenDkim(AUTHSERV, keys),
        () => startOpenDmarc(AUTHSERV, policies),
      ),
  ],
  ['Rspamd', () => startRspamd({ ...keys, ...policies })],
];

describe.each(filters)('%s', (_, startFilter) => {
  beforeAll(() => start(startFilter));
  afterAll(() => stop());

  test('an aligned signature books; nothing forged moves or cancels it; an aligned signature cancels it', async () => {
    await send({ messageId: 'unsigned@out' });
    expect(await bookings()).toEqual([]);
    await send({ messageId: 'signed@out', signedBy: 'partner.example' });
    expect(await bookings()).toEqual([START.toISOString()]);

    for (const [index, forged] of forgeries.entries()) {
      const cancel = { method: 'CANCEL', sequence: index + 1, firstFields: [forged] } as const;
      await send({ ...cancel, messageId: `forged-${index}@out` });
      await send({ ...cancel, messageId: `forged-other-${index}@out`, signedBy: 'evil.example' });
    }
    const other = dayAhead(8, 9);
    await send({ messageId: 'moved@out', sequence: 9, start: other, firstFields: forgeries, signedBy: 'evil.example' });
    expect(await bookings()).toEqual([START.toISOString()]);

    await send({ messageId: 'moved-signed@out', sequence: 10, start: other, signedBy: 'partner.example' });
    expect(await bookings()).toEqual([other.toISOString()]);
    await send({ messageId: 'end@out', method: 'CANCEL', sequence: 11, signedBy: 'partner.example' });
    expect(await bookings()).toEqual([]);
  });

  test('Postfix removes Authentication-Results of senders before the filter adds its own', async () => {
    await send({ messageId: 'look@out', uid: 'trust-2', firstFields: forgeries });
    const found = (await messagesIn(frontdesk, 'oak')).find(({ messageId }) => messageId === '<look@out>');
    const raw = await frontdesk.cli(['message', 'show', 'oak', String(found?.uid), '--raw']);
    const fields = raw.stdout
      .toString()
      .replaceAll(/\r?\n[ \t]+/g, ' ')
      .match(/^authentication-results:.*/gim);
    expect(fields).not.toHaveLength(0);
    for (const field of fields ?? []) expect(field).toMatch(/^Authentication-Results: mta\.corp\.example; (?!.*=pass)/);
  });

  test('a colleague who has logged in to Postfix is believed; others in the same name are not', async () => {
    const start = dayAhead(9, 9);
    const meeting = { uid: 'trust-3', organizer: COLLEAGUE, start };
    const isBooked = async (): Promise<boolean> => (await bookings()).includes(start.toISOString());
    await send({ ...meeting, messageId: 'no-log-in@out' });
    await send({ ...meeting, messageId: 'other-user@out', user: 'eve@corp.example' });
    const claimed = `Received: from x ([192.0.2.25]) (Authenticated sender: ${COLLEAGUE}) by ${AUTHSERV} with ESMTPSA; ${start.toUTCString()}`;
    await send({ ...meeting, messageId: 'claimed@out', firstFields: [claimed] });
    expect(await isBooked()).toBe(false);
    await send({ ...meeting, messageId: 'colleague@out', user: COLLEAGUE });
    expect(await isBooked()).toBe(true);
    const cancel = { ...meeting, method: 'CANCEL', sequence: 1 } as const;
    await send({ ...cancel, messageId: 'cancel-claimed@out', firstFields: [claimed] });
    expect(await isBooked()).toBe(true);
    await send({ ...cancel, messageId: 'cancel-colleague@out', user: COLLEAGUE });
    expect(await isBooked()).toBe(false);
  });
});
