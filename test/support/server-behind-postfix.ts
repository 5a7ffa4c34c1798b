/**
 * An organisation with a real Postfix on both sides. Submission relays to it as the smarthost. It delivers the domain
 * corp.example to frontdesk by LMTP, and everything else to a server that stands for the Internet.
 */
import { resolve } from 'node:path';
import { callAction } from '../../src/admin/control/client.js';
import { startCatchingServer, type CatchingServer } from './catching-server.js';
import { CORP_DOMAIN } from './corp.js';
import { freePort } from './free-port.js';
import { prepareFrontdesk, type Frontdesk } from './frontdesk-process.js';
import { startPostfix, type Postfix } from './postfix.js';
import { PASSWORD } from './sending-server.js';
import { submitAs, type SubmissionLogin, type SubmittedBy } from './submission-client.js';

export interface ServerBehindPostfix {
  readonly frontdesk: Frontdesk;
  readonly postfix: Postfix;
  readonly outside: CatchingServer;
  /** Submission with STARTTLS, and with TLS from the first byte. */
  readonly port: number;
  readonly tlsPort: number;
  submit(user: string, mail: SubmittedBy, login?: Partial<SubmissionLogin>): Promise<string>;
  stop(): Promise<void>;
}

/**
 * john is the boss; mary writes on behalf of him, paul may write into his calendar and no more; oak and elm are rooms.
 *
 * @param env further configuration of frontdesk
 */
export async function startServerBehindPostfix(
  env: Readonly<Record<string, string>> = {},
): Promise<ServerBehindPostfix> {
  const outside = await startCatchingServer();
  const [port, tlsPort, smtpPort] = [await freePort(), await freePort(), await freePort()];
  const frontdesk = await prepareFrontdesk({
    relayPort: smtpPort,
    env: {
      FRONTDESK_SUBMISSION_LISTEN: `127.0.0.1:${port}`,
      FRONTDESK_SUBMISSION_LISTEN_TLS: `127.0.0.1:${tlsPort}`,
      FRONTDESK_TLS_CERTIFICATE: resolve('fixtures/tls/one.crt'),
      FRONTDESK_TLS_KEY: resolve('fixtures/tls/one.key'),
      ...env,
    },
  });
  await frontdesk.start();
  await fill(frontdesk.dataFolder);
  const postfix = await startPostfix({ lmtpPort: frontdesk.lmtpPort, outsidePort: outside.port, smtpPort });
  return {
    frontdesk,
    postfix,
    outside,
    port,
    tlsPort,
    submit: (user, mail, login = {}) => submitAs({ port, user, password: PASSWORD, startTls: true, ...login }, mail),
    async stop() {
      await postfix.stop();
      await frontdesk.remove();
      await outside.close();
    },
  };
}

async function fill(dataFolder: string): Promise<void> {
  await callAction(dataFolder, 'domain-add', { name: CORP_DOMAIN });
  const make = async (name: string, fullName: string, kind: 'user' | 'room'): Promise<void> => {
    const password = kind === 'user' ? { password: PASSWORD } : {};
    await callAction(dataFolder, 'account-create', {
      name,
      fullName,
      kind,
      email: `${name}@${CORP_DOMAIN}`,
      ...password,
    });
  };
  await make('john', 'John Boss', 'user');
  await make('mary', 'Mary Möller', 'user');
  await make('paul', 'Paul', 'user');
  await make('oak', 'Oak', 'room');
  await make('elm', 'Elm', 'room');
  await callAction(dataFolder, 'deputy-grant', { owner: 'john', deputy: 'mary', sendOnBehalf: 'yes' });
  await callAction(dataFolder, 'deputy-grant', { owner: 'john', deputy: 'paul', calendar: 'editor' });
}
