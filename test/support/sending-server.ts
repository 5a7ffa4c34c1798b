/**
 * An organisation whose users send mail, for the tests of submission: john is the boss, mary writes on behalf of him, paul writes as
 * him; helpdesk is a shared account that mary may write as.
 */
import { resolve } from 'node:path';
import { startCorp, type Corp } from './corp.js';
import { freePort } from './free-port.js';
import { submitAs, type SubmissionLogin, type SubmittedBy } from './submission-client.js';
import { waitFor } from './wait-for.js';

export const PASSWORD = 'a long password';

export interface SendingServer {
  readonly corp: Corp;
  readonly port: number;
  readonly tlsPort: number;
  /** Logs in as `user` and sends the message; returns the reply of the server. */
  submit(user: string, mail: SubmittedBy, login?: Partial<SubmissionLogin>): Promise<string>;
  /** The header section and body of what went out last, as text. */
  sent(): Promise<string>;
  stop(): Promise<void>;
}

/** Fills an organisation of `startCorp`. */
export async function startSendingServer(env: Readonly<Record<string, string>> = {}): Promise<SendingServer> {
  const [port, tlsPort] = [await freePort(), await freePort()];
  const corp = await startCorp({
    FRONTDESK_SUBMISSION_LISTEN: `127.0.0.1:${port}`,
    FRONTDESK_SUBMISSION_LISTEN_TLS: `127.0.0.1:${tlsPort}`,
    FRONTDESK_TLS_CERTIFICATE: resolve('fixtures/tls/one.crt'),
    FRONTDESK_TLS_KEY: resolve('fixtures/tls/one.key'),
    ...env,
  });
  const { frontdesk } = corp;
  const person = (name: string, fullName: string) =>
    frontdesk.cli(
      ['account', 'create', name, '--kind', 'user', '--email', `${name}@corp.example`].concat([
        '--full-name',
        fullName,
        '--password-stdin',
      ]),
      PASSWORD,
    );
  await Promise.all([
    person('john', 'John Boss'),
    person('mary', 'Mary Möller'),
    person('paul', 'Paul'),
    corp.account('helpdesk', 'shared', '--full-name', 'Help Desk'),
    corp.account('boardroom', 'room', '--full-name', 'Boardroom'),
  ]);
  await Promise.all([
    frontdesk.cli(['deputy', 'grant', 'john', 'mary', '--send-on-behalf', 'yes']),
    frontdesk.cli(['sendas', 'add', 'john', 'paul']),
    frontdesk.cli(['sendas', 'add', 'helpdesk', 'mary']),
  ]);
  let seen = 0;
  return {
    corp,
    port,
    tlsPort,
    submit: (user, mail, login = {}) => submitAs({ port, user, password: PASSWORD, startTls: true, ...login }, mail),
    async sent() {
      const mail = await waitFor(`mail number ${seen + 1}`, () => corp.caught()[seen]);
      seen += 1;
      return mail.bytes.toString('latin1');
    },
    stop: () => corp.stop(),
  };
}
