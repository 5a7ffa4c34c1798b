/** The server of the soak test: frontdesk as a process, its accounts, and the MTA behind it. */
import { callAction } from '../../src/admin/control/client.js';
import { startCatchingServer, type CatchingServer } from '../support/catching-server.js';
import { CORP_DOMAIN } from '../support/corp.js';
import { freePort } from '../support/free-port.js';
import { prepareFrontdesk, type Frontdesk } from '../support/frontdesk-process.js';
import { plainMail } from '../support/invitation.js';
import { connectLmtp } from '../support/lmtp-client.js';
import { FULL, SEND_ONLY, SOAK_ALIAS, SOAK_AWAY, SOAK_GROUP, SOAK_USERS, TIGHT, TIGHT_BYTES } from './make-stories.js';
import { SERIES_ROOM, SOAK_ROOMS } from './meeting-stories.js';
import { LARGEST_MAIL, text } from './odd-messages.js';
import { addressOf } from './write-message.js';

export interface SoakServer {
  readonly frontdesk: Frontdesk;
  /** Behind it: catches what it sends. */
  readonly outside: CatchingServer;
  readonly httpPort: number;
  /** Everybody who is away begins a new round: all senders are answered once more. */
  beginRound(name: string): Promise<void>;
  close(): Promise<void>;
}

const FIRST_MAIL_BYTES = 8 * 1024;

export async function openSoakServer(): Promise<SoakServer> {
  const outside = await startCatchingServer();
  const httpPort = await freePort();
  const frontdesk = await prepareFrontdesk({
    relayPort: outside.port,
    env: {
      // The sums count reports, too.
      FRONTDESK_BOOKING_REPORT_UNPROVEN: 'yes',
      FRONTDESK_LOG_LEVEL: 'error',
      FRONTDESK_HTTP_LISTEN: `127.0.0.1:${httpPort}`,
      FRONTDESK_LMTP_MAX_MESSAGE_BYTES: LARGEST_MAIL,
      // One account answers more friends here in a minute than others in a year.
      FRONTDESK_OOF_MAX_PER_HOUR: '0',
    },
  });
  const server = {
    frontdesk,
    outside,
    httpPort,
    beginRound: async (name: string) => {
      for (const user of SOAK_AWAY)
        await callAction(frontdesk.dataFolder, 'oof-set', { user, state: 'on', text: `Away: ${name}.` });
    },
    close: async () => {
      await frontdesk.remove();
      await outside.close();
    },
  };
  try {
    await frontdesk.start();
    await furnish(frontdesk);
  } catch (error) {
    await server.close();
    throw error;
  }
  return server;
}

async function furnish({ dataFolder, lmtpPort }: Frontdesk): Promise<void> {
  await callAction(dataFolder, 'domain-add', { name: CORP_DOMAIN });
  const make = async (name: string, kind = 'user', more: object = {}): Promise<void> => {
    await callAction(dataFolder, 'account-create', { name, kind, email: addressOf(name), ...more });
  };
  for (const name of [...SOAK_USERS, ...SOAK_AWAY, FULL, TIGHT])
    await make(name, 'user', name === SOAK_USERS[0] ? { alias: [addressOf(SOAK_ALIAS)] } : {});
  for (const name of [...SOAK_ROOMS, SERIES_ROOM]) await make(name, 'room');
  await make(SEND_ONLY, 'user', { sendOnly: 'yes' });
  await callAction(dataFolder, 'group-create', { name: SOAK_GROUP.name, email: addressOf(SOAK_GROUP.name) });
  for (const member of SOAK_GROUP.members)
    await callAction(dataFolder, 'group-add', { group: SOAK_GROUP.name, member });
  await fill(lmtpPort);
  await callAction(dataFolder, 'account-update', { name: FULL, quotaHard: String(FIRST_MAIL_BYTES) });
  await callAction(dataFolder, 'account-update', { name: TIGHT, quotaHard: String(FIRST_MAIL_BYTES + TIGHT_BYTES) });
}

/** A message each before there are limits. */
async function fill(lmtpPort: number): Promise<void> {
  const client = await connectLmtp(lmtpPort);
  const from = 'first@soak.example';
  for (const to of [FULL, TIGHT].map(addressOf)) {
    const bytes = plainMail({ from, to, messageId: `first-${to}`, body: text(FIRST_MAIL_BYTES) });
    const replies = await client.send({ from, recipients: [to], bytes });
    if (replies[0]?.startsWith('250') !== true) throw new Error(`the first mail to ${to}: ${String(replies[0])}`);
  }
  await client.close();
}
